<?php
/** A table as fxwidget draws it, from a service or out of a file, and the style that it names. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/** The name of a style in a table: of a service with a look in its query, of a set relative to the table's file. */
const STYLE_NAME = '((?:\.\./){0,4})(widget\.[0-9a-f]{16}(?:/[\w.-]{1,200})?\.css(?:\?[\w=,&;.%-]{1,300})?)';

/**
 * The table at an address, unless the copy with this ETag is still the current one.
 *
 * @return array|null|\WP_Error With `html`, `etag` and the name of its `style`; null: unchanged; or as `fetch` has it.
 */
function fetch_fragment( string $url, string $etag, string $kind = '' ) {
	$got = fetch( $url, $kind, $etag );
	if ( ! is_array( $got ) ) {
		return $got;
	}
	$html = trim( $got['body'] );
	if ( ! preg_match( '~^<div class="fx-widget" [^>]*\bdata-style="' . STYLE_NAME . '"~', $html, $found ) ) {
		return new \WP_Error( 'answer', __( 'The answer is not a table of fxwidget.', 'fxwidget' ) );
	}
	[ , $way, $style ] = $found;

	$html = clean( str_replace( "data-style=\"$way$style", "data-style=\"$style", $html ) );
	if ( ! is_closed( $html ) || false === strpos( $html, '<table' ) ) {
		return new \WP_Error( 'answer', __( 'The table is not whole.', 'fxwidget' ) );
	}
	return [
		'html'  => $html,
		'etag'  => $got['etag'],
		'style' => html_entity_decode( $style ),
	];
}

/** A style by its name. @return string|\WP_Error */
function fetch_style( string $name ) {
	$source = source();
	$set    = SET === $source['kind'];
	$file   = $source['manifest'][ "/$name" ] ?? $name;
	$got    = $set ? fetch( file_address( $file ) ) : fetch( address() . "/$name", 'text/css' );
	if ( is_array( $got ) && ! is_harmless( $got['body'] ) ) {
		return new \WP_Error( 'answer', __( 'The style leads elsewhere.', 'fxwidget' ) );
	}
	return is_array( $got ) ? $got['body'] : $got;
}
