<?php
/** The table in a page: the stored copy of what the source draws, or one that the site draws from the stored rates. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

add_action(
	'init',
	function () {
		add_shortcode( 'fxwidget', fn( $given ) => table( is_array( $given ) ? $given : [] ) );
		wp_register_script( 'fxwidget-converter', plugins_url( 'converter.js', FILE ), [], VERSION, true );
		wp_register_script( 'fxwidget-table', plugins_url( 'table.js', FILE ), [], VERSION, true );
	}
);

/** The table for what somebody wrote; where that can't be, the site's own table, and why for those who write. */
function table( array $given ): string {
	if ( '' === address() ) {
		return note_to_writers( __( 'Set the address of the rates: Settings, fxwidget.', 'fxwidget' ) );
	}
	[ $options, $fault ] = read_given( $given );
	$query               = query( $options );
	if ( is_feed() ) {
		return link_to( $query );
	}
	if ( ! note_shown( $query, time(), place() ) ) {
		return ( current_table( query( [] ) )['html'] ?? '' ) . note_to_writers( __( 'This site shows as many tables as it may; those that no page shows are forgotten after a month.', 'fxwidget' ) );
	}
	if ( is_editing() && '' === stored_table( $query )['html'] ) {
		renew_in_editor( $query );
	}
	$found = current_table( $query );
	if ( '' === $found['html'] && query( [] ) !== $query ) {
		return table( [] ) . note_to_writers( $found['note'] );
	}
	$shown = '' === $found['html'] ? link_to( $query ) : in_place( $query, $found );
	return $shown . note_to_writers( '' === $fault ? $found['note'] : $fault );
}

/** The post that a page is about; a table outside of one stands everywhere. */
function place(): int {
	return is_singular() && in_the_loop() && is_main_query() ? (int) get_queried_object_id() : EVERYWHERE;
}

/** Whether this is the editor's preview, the one place where somebody waits for the source. */
function is_editing(): bool {
	return defined( 'REST_REQUEST' ) && REST_REQUEST && current_user_can( 'edit_posts' );
}

function renew_in_editor( string $query ): void {
	if ( '' !== source()['kind'] || renew_source( time() ) ) {
		renew( $query, time() );
	}
}

/** A query's table as it stands now. @return array With `html`, empty where there is none, its `style`, and a `note` to writers. */
function current_table( string $query ): array {
	$copy = stored_table( $query );
	if ( '' !== $copy['html'] ) {
		return [
			'html'  => aged( $copy['html'], time() ),
			'style' => $copy['style'],
			'note'  => $copy['error'],
		];
	}
	$document = $copy['refused'] ? null : document();
	$drawn    = null === $document ? null : draw( $document, options_of( $query ), time() );
	if ( ! is_array( $drawn ) ) {
		$error = is_wp_error( $drawn ) ? $drawn->get_error_message() : $copy['error'];
		return [
			'html'  => '',
			'style' => '',
			'note'  => '' === $error ? __( 'The table comes within five minutes.', 'fxwidget' ) : $error,
		];
	}
	return [
		'html'  => $drawn['html'],
		'style' => $drawn['style'],
		'note'  => undrawn_note( $drawn['left_out'] ),
	];
}

/** What writers should know of a table that the site draws: for good, or until the service has drawn it. */
function undrawn_note( array $left_out ): string {
	if ( ! $left_out ) {
		return stored_document()['error'];
	}
	/* translators: %s: names of options */
	return sprintf( __( 'The site draws this table by itself, without %s.', 'fxwidget' ), implode( ', ', $left_out ) );
}

/** A table with the place in which the page's script renews it, and its style. */
function in_place( string $query, array $found ): string {
	wp_enqueue_script( 'fxwidget-table' );
	if ( false !== strpos( $found['html'], 'class="converter"' ) ) {
		wp_enqueue_script( 'fxwidget-converter' );
	}
	return style( $found['style'] ) . sprintf( '<div class="fxwidget-place" data-table="%s">%s</div>', esc_url( table_url( $query ) ), $found['html'] );
}

function link_to( string $query ): string {
	$source = source();
	$url    = SERVICE === $source['kind'] || '' === $source['kind'] ? address() . '/widget' . ( '' === $query ? '' : "?$query" ) : address();
	return sprintf( '<p><a href="%s">%s</a></p>', esc_url( $url ), esc_html__( 'Exchange rates', 'fxwidget' ) );
}

/** What those who write for the site should know, and nobody else sees. */
function note_to_writers( string $text ): string {
	return '' !== $text && current_user_can( 'edit_posts' ) ? sprintf( '<p><small>fxwidget: %s</small></p>', esc_html( $text ) ) : '';
}

/** A style, once a page: in its head, or, where that is written already, before the first table. */
function style( string $name ): string {
	$handle = 'fxwidget-' . md5( $name );
	if ( ! wp_style_is( $handle, 'registered' ) ) {
		wp_register_style( $handle, false, [], VERSION );
		wp_add_inline_style( $handle, kept_style( $name ) );
	}
	wp_enqueue_style( $handle );
	if ( ! did_action( 'wp_head' ) && ! is_editing() ) {
		return '';
	}
	ob_start();
	wp_print_styles( [ $handle ] );
	return ob_get_clean();
}
