<?php
/** The page under Settings: the service's address, the site's defaults, and how each table stands. */

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

add_action( 'add_option_fxwidget_settings', fn() => refresh_soon() );
add_action( 'update_option_fxwidget_settings', __NAMESPACE__ . '\settings_changed', 10, 2 );
add_action( 'admin_post_fxwidget_renew', __NAMESPACE__ . '\renew_now' );

/** The settings of a form that may hold anything. */
function read_settings( $given ): array {
	$given   = is_array( $given ) ? array_filter( $given, 'is_string' ) : [];
	$address = untrailingslashit( esc_url_raw( trim( $given['address'] ?? '' ), [ 'http', 'https' ] ) );
	if ( '' !== $address && ( ! wp_parse_url( $address, PHP_URL_HOST ) || strpbrk( $address, '?#' ) ) ) {
		$address = '';
	}
	if ( '' === $address ) {
		$address = address();
		add_settings_error( 'fxwidget_settings', 'address', __( 'Write the address of your service, such as https://rates.example.', 'fxwidget' ) );
	}
	$read = [ 'address' => $address ];
	foreach ( OPTIONS as $name => $values ) {
		$value = sanitize_text_field( $given[ $name ] ?? '' );
		if ( '' !== $value && ( ! $values || in_array( $value, $values, true ) ) ) {
			$read[ $name ] = $value;
		}
	}
	return $read;
}

/** Tables of another service are dropped. */
function settings_changed( $before, $now ): void {
	if ( ( $before['address'] ?? '' ) !== ( $now['address'] ?? '' ) ) {
		forget( array_keys( shown() ) );
		delete_option( 'fxwidget_styles' );
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
				<th scope="row"><label for="fxwidget-address"><?php esc_html_e( 'Address of the service', 'fxwidget' ); ?></label></th>
				<td><input id="fxwidget-address" name="fxwidget_settings[address]" type="url" class="regular-text" required
					placeholder="https://rates.example" value="<?php echo esc_attr( $set['address'] ?? '' ); ?>"></td>
			</tr>
		</table>
		<h2><?php esc_html_e( 'Where a shortcode or block says nothing else', 'fxwidget' ); ?></h2>
		<table class="form-table" role="presentation">
			<?php foreach ( OPTIONS as $name => $values ) : ?>
			<tr>
				<th scope="row"><label for="fxwidget-<?php echo esc_attr( $name ); ?>"><code><?php echo esc_html( $name ); ?></code></label></th>
				<td><?php settings_field( $name, $values, $set[ $name ] ?? '' ); ?></td>
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

function settings_field( string $name, array $values, string $chosen ): void {
	if ( ! $values ) {
		printf( '<input id="fxwidget-%1$s" name="fxwidget_settings[%1$s]" class="regular-text" value="%2$s">', esc_attr( $name ), esc_attr( $chosen ) );
		return;
	}
	printf( '<select id="fxwidget-%1$s" name="fxwidget_settings[%1$s]"><option></option>', esc_attr( $name ) );
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
				<td><?php echo esc_html( $copy['fetched'] ? wp_date( 'Y-m-d H:i:s T', $copy['fetched'] ) : '–' ); ?></td>
				<td><?php echo esc_html( $copy['error'] ); ?></td>
			</tr>
		<?php endforeach; ?>
		</tbody>
	</table>
	<?php
}
