<?php
/** The page under Settings: the source's address, the site's defaults, and how each table stands. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

add_action(
	'admin_menu',
	fn() => add_options_page( 'fxwidget', 'fxwidget', 'manage_options', 'fxwidget', __NAMESPACE__ . '\settings_page' )
);

add_action(
	'admin_init',
	fn() => register_setting(
		'fxwidget',
		'fxwidget_settings',
		[
			'type'              => 'array',
			'sanitize_callback' => __NAMESPACE__ . '\read_settings',
		]
	)
);

add_action( 'add_option_fxwidget_settings', fn( $name, $now ) => settings_changed( [], $now ), 10, 2 );
add_action( 'update_option_fxwidget_settings', __NAMESPACE__ . '\settings_changed', 10, 2 );
add_action( 'admin_post_fxwidget_renew', __NAMESPACE__ . '\renew_now' );

/** The settings of a form that may hold anything. */
function read_settings( $given ): array {
	$given   = is_array( $given ) ? array_filter( $given, 'is_string' ) : [];
	$address = read_address( $given['address'] ?? '' );
	if ( '' === $address ) {
		$address = address();
		add_settings_error( 'fxwidget_settings', 'address', __( 'Write the address of your rates, such as https://rates.example.', 'fxwidget' ) );
	}
	$read = [ 'address' => $address ];
	foreach ( array_keys( OPTIONS ) as $name ) {
		$value = sanitize_text_field( $given[ $name ] ?? '' );
		if ( '' !== $value && '' === fault( $name, $value ) ) {
			$read[ $name ] = $value;
		}
	}
	return $read;
}

/** An address that can be asked; empty for anything else. */
function read_address( string $given ): string {
	$address = untrailingslashit( esc_url_raw( trim( $given ), [ 'http', 'https' ] ) );
	$is_one  = wp_parse_url( $address, PHP_URL_HOST ) && false === strpos( $address, '#' );
	return $is_one && ( false === strpos( $address, '?' ) || preg_match( '~\.json\?~', $address ) ) ? $address : '';
}

/** Tables of another source are dropped; the rates are asked for at once, so that the first view of a table is a table. */
function settings_changed( $before, $now ): void {
	if ( ( $before['address'] ?? '' ) !== ( $now['address'] ?? '' ) ) {
		forget( array_keys( shown() ) );
		array_map( 'delete_option', [ 'fxwidget_styles', 'fxwidget_source', 'fxwidget_document' ] );
		renew_source( time() );
	}
	refresh_soon();
}

/** The button's work. */
function renew_now(): void {
	if ( ! current_user_can( 'manage_options' ) ) {
		wp_die( esc_html__( 'You may not do this.', 'fxwidget' ), '', [ 'response' => 403 ] );
	}
	check_admin_referer( 'fxwidget_renew' );
	renew_all();
	wp_safe_redirect( admin_url( 'options-general.php?page=fxwidget' ) );
	exit;
}

function settings_page(): void {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	$set = settings();
	?>
	<div class="wrap">
	<h1>fxwidget</h1>
	<form method="post" action="options.php">
		<?php settings_fields( 'fxwidget' ); ?>
		<table class="form-table" role="presentation">
			<tr>
				<th scope="row"><label for="fxwidget-address"><?php esc_html_e( 'Address of the rates', 'fxwidget' ); ?></label></th>
				<td><input id="fxwidget-address" name="fxwidget_settings[address]" type="url" class="regular-text" required
					placeholder="https://rates.example" aria-describedby="fxwidget-address-what" value="<?php echo esc_attr( $set['address'] ?? '' ); ?>">
					<p id="fxwidget-address-what" class="description"><?php esc_html_e( 'A fxwidget service, a folder of its files on any host, or a rates.json.', 'fxwidget' ); ?></p>
					<?php settings_source(); ?></td>
			</tr>
		</table>
		<h2><?php esc_html_e( 'Where a shortcode or block says nothing else', 'fxwidget' ); ?></h2>
		<table class="form-table" role="presentation">
			<?php foreach ( OPTIONS as $name => $values ) : ?>
			<tr>
				<th scope="row"><label for="fxwidget-<?php echo esc_attr( $name ); ?>"><?php echo esc_html( labels()[ $name ] ); ?> <code><?php echo esc_html( $name ); ?></code></label></th>
				<td><?php control( "fxwidget-$name", "fxwidget_settings[$name]", 'regular-text', $values, $set[ $name ] ?? '' ); ?></td>
			</tr>
			<?php endforeach; ?>
		</table>
		<?php submit_button(); ?>
	</form>
	<h2><?php esc_html_e( 'Tables', 'fxwidget' ); ?></h2>
	<?php settings_tables(); ?>
	<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
		<input type="hidden" name="action" value="fxwidget_renew">
		<?php wp_nonce_field( 'fxwidget_renew' ); ?>
		<?php submit_button( __( 'Ask now', 'fxwidget' ), 'secondary', 'ask', false ); ?>
	</form>
	</div>
	<?php
}

/** What the address was found to be, and what it says. */
function settings_source(): void {
	$source = source();
	$names  = [
		SERVICE  => __( 'It is a fxwidget service.', 'fxwidget' ),
		SET      => __( 'It is a static set of files.', 'fxwidget' ),
		DOCUMENT => __( 'It is a document of rates: the site draws the tables by itself.', 'fxwidget' ),
	];
	$texts  = [ $names[ $source['kind'] ] ?? '', $source['error'], stored_document()['error'] ];
	foreach ( array_unique( array_filter( $texts, 'strlen' ) ) as $text ) {
		printf( '<p class="description">%s</p>', esc_html( $text ) );
	}
}

/** A list where the values are few, a field where they are not. */
function control( string $id, string $name, string $css, array $values, string $chosen ): void {
	if ( ! $values ) {
		printf( '<input id="%s" name="%s" class="%s" value="%s">', esc_attr( $id ), esc_attr( $name ), esc_attr( $css ), esc_attr( $chosen ) );
		return;
	}
	printf( '<select id="%s" name="%s"><option></option>', esc_attr( $id ), esc_attr( $name ) );
	foreach ( $values as $value ) {
		printf( '<option%s>%s</option>', selected( $chosen, $value, false ), esc_html( $value ) );
	}
	echo '</select>';
}

function settings_tables(): void {
	?>
	<table class="widefat striped">
		<thead><tr>
			<th scope="col"><?php esc_html_e( 'Table', 'fxwidget' ); ?></th>
			<th scope="col"><?php esc_html_e( 'Last good answer', 'fxwidget' ); ?></th>
			<th scope="col"><?php esc_html_e( 'Since then', 'fxwidget' ); ?></th>
		</tr></thead>
		<tbody>
		<?php foreach ( array_keys( shown() ) as $query ) : ?>
			<?php $copy = stored_table( $query ); ?>
			<tr>
				<td><code><?php echo esc_html( '' === $query ? '–' : rawurldecode( $query ) ); ?></code></td>
				<?php $fetched = $copy['fetched'] ? $copy['fetched'] : stored_document()['fetched']; ?>
				<td><?php echo esc_html( $fetched ? wp_date( 'Y-m-d H:i:s T', $fetched ) : '–' ); ?></td>
				<td><?php echo esc_html( $copy['error'] ); ?></td>
			</tr>
		<?php endforeach; ?>
		</tbody>
	</table>
	<?php
}
