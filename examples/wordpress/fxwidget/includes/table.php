<?php
/** The table in a page: a shortcode and a block, drawn from the stored copy. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

add_action(
	'init',
	function () {
		add_shortcode( 'fxwidget', fn( $given ) => table( is_array( $given ) ? $given : [] ) );
		wp_register_script( 'fxwidget-age', plugins_url( 'age.js', FILE ), [], VERSION, true );
		wp_register_script(
			'fxwidget-block',
			plugins_url( 'block.js', FILE ),
			[ 'wp-blocks', 'wp-element', 'wp-block-editor', 'wp-components', 'wp-server-side-render', 'wp-i18n' ],
			VERSION,
			true
		);
		wp_add_inline_script( 'fxwidget-block', 'window.fxwidgetOptions = ' . wp_json_encode( OPTIONS ) . ';', 'before' );
		register_block_type(
			'fxwidget/table',
			[
				'api_version'           => 2,
				'title'                 => __( 'Exchange rates', 'fxwidget' ),
				'description'           => __( 'The table of your fxwidget service.', 'fxwidget' ),
				'category'              => 'widgets',
				'icon'                  => 'money-alt',
				'supports'              => [ 'html' => false ],
				'attributes'            => array_map(
					fn( $values ) => [ 'type' => 'string' ] + ( $values ? [ 'enum' => [ '', ...$values ] ] : [] ),
					OPTIONS
				),
				'editor_script_handles' => [ 'fxwidget-block' ],
				'render_callback'       => fn( $given ) => sprintf( '<div %s>%s</div>', get_block_wrapper_attributes(), table( $given ) ),
			]
		);
	}
);

/** The table for these options; until there is one, and in feeds, a link to it. */
function table( array $given ): string {
	$address = address();
	if ( '' === $address ) {
		return note_to_writers( __( 'Set the address of the service: Settings, fxwidget.', 'fxwidget' ) );
	}
	$query = query( $given );
	if ( is_feed() ) {
		return link_to( $address, $query );
	}
	if ( ! note_shown( $query, time() ) ) {
		return link_to( $address, $query ) . note_to_writers( __( 'This site shows as many tables as it may; those that no page shows are forgotten after a month.', 'fxwidget' ) );
	}
	$copy = stored_table( $query );
	if ( '' === $copy['html'] && is_editing() ) {
		renew( $query, time() );
		$copy = stored_table( $query );
	}
	if ( '' === $copy['html'] && $copy['refused'] ) {
		$instead = query( [] ) === $query ? link_to( $address, '' ) : table( [] );
		return $instead . complaint( $copy['error'] );
	}
	if ( '' === $copy['html'] ) {
		return link_to( $address, $query ) . note_to_writers( '' === $copy['error'] ? __( 'The table comes within five minutes.', 'fxwidget' ) : $copy['error'] );
	}
	wp_enqueue_script( 'fxwidget-age' );
	return style( $copy['style'] ) . aged( $copy['html'], time() ) . note_to_writers( $copy['error'] );
}

/** Whether this is the editor's preview, the one place where somebody waits for the service. */
function is_editing(): bool {
	return defined( 'REST_REQUEST' ) && REST_REQUEST && current_user_can( 'edit_posts' );
}

function link_to( string $address, string $query ): string {
	$url = "$address/widget" . ( '' === $query ? '' : "?$query" );
	return sprintf( '<p><a href="%s">%s</a></p>', esc_url( $url ), esc_html__( 'Exchange rates', 'fxwidget' ) );
}

/** Why the site's default table is shown in place of the one that was asked for: for writers here, for all in the console. */
function complaint( string $error ): string {
	wp_enqueue_script( 'fxwidget-age' );
	wp_add_inline_script( 'fxwidget-age', 'console.warn(' . wp_json_encode( "fxwidget: $error", JSON_HEX_TAG ) . ');' );
	return note_to_writers( $error );
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
