<?php
/** One answer of the source, of which nothing is believed that does not look like what was asked for. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/** Seconds, and bytes of an answer. Sixty currencies with all columns take a third of it. */
const PATIENCE = 5;
const MOST     = 512 * KB_IN_BYTES;

/**
 * One answer. A kind is the beginning of its media type; hosts of plain files may give any.
 *
 * @return array|null|\WP_Error With `body` and `etag`; null: not modified. The error is called `away` where nobody answers,
 *                              `refused` where there is no such thing, `answer` where something else comes.
 */
function fetch( string $url, string $kind = '', string $etag = '' ) {
	$answer = wp_remote_get(
		$url,
		[
			'headers'             => array_filter( [ 'If-None-Match' => $etag ] ) + [ 'Accept-Encoding' => 'identity' ], // so that the cap counts what is kept
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
	if ( 304 === $status && '' !== $etag ) {
		return null;
	}
	return 200 === $status ? believable( $answer, $kind ) : refusal( $answer, $status );
}

/** What a status other than 200 says. */
function refusal( array $answer, int $status ): \WP_Error {
	$problem = json_decode( wp_remote_retrieve_body( $answer ), true );
	$detail  = is_array( $problem ) && is_string( $problem['detail'] ?? null ) ? $problem['detail'] : '';
	if ( $status >= 300 && $status < 400 ) {
		$detail = (string) wp_remote_retrieve_header( $answer, 'location' );
	}
	/* translators: 1: an HTTP status, 2: what the source says */
	$message = sprintf( __( 'The source answers with status %1$d. %2$s', 'fxwidget' ), $status, mb_substr( $detail, 0, 300 ) );
	$refused = in_array( $status, [ 404, 410, 414, 422 ], true ) ? 'refused' : 'answer';
	return new \WP_Error( $status >= 500 ? 'away' : $refused, trim( $message ) );
}

/** A body of the expected kind. @return array|\WP_Error */
function believable( array $answer, string $kind ) {
	$body = wp_remote_retrieve_body( $answer );
	$type = strtolower( (string) wp_remote_retrieve_header( $answer, 'content-type' ) );
	if ( ( '' !== $kind && 0 !== strpos( $type, $kind ) ) || ! mb_check_encoding( $body, 'UTF-8' ) ) {
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
