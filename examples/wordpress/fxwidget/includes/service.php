<?php
/** Asks the service, and believes only what looks like a table. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/** Seconds, and bytes of an answer. Sixty currencies with all columns take a third of it. */
const PATIENCE = 5;
const MOST     = 512 * KB_IN_BYTES;

/**
 * The table that a query asks for, unless the copy with this ETag is still the current one.
 *
 * @return array|null|\WP_Error With `html`, `etag` and the name of its `style`; null: unchanged. The error is called
 *                              `away` where the service does not answer at all, `refused` where there is no such table,
 *                              `answer` where it says something else.
 */
function fetch_table( string $query, string $etag ) {
	$url = address() . '/widget?fragment=1' . ( '' === $query ? '' : "&$query" );
	$got = fetch( $url, 'text/html', '' === $etag ? [] : [ 'If-None-Match' => $etag ] );
	if ( ! is_array( $got ) ) {
		return $got;
	}
	$html = trim( $got['body'] );
	if ( ! preg_match( '~^<div class="fx-widget" [^>]*\bdata-style="(widget\.[0-9a-f]{16}\.css(?:\?[\w=,&;.%-]{1,300})?)"~', $html, $found ) ) {
		return new \WP_Error( 'answer', __( 'The answer is not a table of fxwidget.', 'fxwidget' ) );
	}
	$html = clean( $html, address() );
	if ( ! is_closed( $html ) || false === strpos( $html, '<table' ) ) {
		return new \WP_Error( 'answer', __( 'The table is not whole.', 'fxwidget' ) );
	}
	return [
		'html'  => $html,
		'etag'  => $got['etag'],
		'style' => html_entity_decode( $found[1] ),
	];
}

/** A style by its name. @return string|\WP_Error */
function fetch_style( string $name ) {
	$got = fetch( address() . "/$name", 'text/css' );
	if ( is_array( $got ) && ! is_harmless( $got['body'] ) ) {
		return new \WP_Error( 'answer', __( 'The style leads elsewhere.', 'fxwidget' ) );
	}
	return is_array( $got ) ? $got['body'] : $got;
}

/** One answer of the expected kind. @return array|null|\WP_Error With `body` and `etag`; null: not modified. */
function fetch( string $url, string $kind, array $headers = [] ) {
	$answer = wp_remote_get(
		$url,
		[
			'headers'             => $headers + [ 'Accept-Encoding' => 'identity' ], // so that the cap counts what is kept
			'decompress'          => false,
			'redirection'         => 0,
			'timeout'             => PATIENCE,
			'limit_response_size' => MOST,
			'user-agent'          => 'fxwidget for WordPress/' . VERSION,
		]
	);
	if ( is_wp_error( $answer ) ) {
		return new \WP_Error( 'away', $answer->get_error_message() );
	}
	$status = wp_remote_retrieve_response_code( $answer );
	$body   = wp_remote_retrieve_body( $answer );
	if ( 304 === $status && isset( $headers['If-None-Match'] ) ) {
		return null;
	}
	if ( 200 !== $status ) {
		$problem = json_decode( $body, true );
		$detail  = is_array( $problem ) && is_string( $problem['detail'] ?? null ) ? $problem['detail'] : '';
		/* translators: 1: an HTTP status, 2: what the service says */
		$message = sprintf( __( 'The service answers with status %1$d. %2$s', 'fxwidget' ), $status, mb_substr( $detail, 0, 300 ) );
		$refused = in_array( $status, [ 404, 414, 422 ], true ) ? 'refused' : 'answer';
		return new \WP_Error( $status >= 500 ? 'away' : $refused, trim( $message ) );
	}
	$type = strtolower( (string) wp_remote_retrieve_header( $answer, 'content-type' ) );
	if ( 0 !== strpos( $type, $kind ) || ! mb_check_encoding( $body, 'UTF-8' ) ) {
		return new \WP_Error( 'answer', __( 'The answer is of another kind.', 'fxwidget' ) );
	}
	if ( strlen( $body ) >= MOST ) {
		return new \WP_Error( 'answer', __( 'The answer is too long.', 'fxwidget' ) );
	}
	return [
		'body' => $body,
		'etag' => (string) wp_remote_retrieve_header( $answer, 'etag' ),
	];
}
