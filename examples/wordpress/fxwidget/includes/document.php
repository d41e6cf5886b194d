<?php
/** The document of rates, as `/v1/rates` of a service gives it: what the site draws a table from by itself. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/** What is stored of it: `text`, `etag`, when it was `fetched`, and the `error` since then. */
function stored_document(): array {
	$stored = get_option( 'fxwidget_document', [] );
	return ( is_array( $stored ) ? $stored : [] ) + [
		'text'    => '',
		'etag'    => '',
		'fetched' => 0,
		'error'   => '',
	];
}

/** The rates; null where there are none yet. */
function document(): ?array {
	return read_document( stored_document()['text'] );
}

/** Asks for the document; the last good one stays where none comes. False: the source is away. */
function renew_document( string $url, int $now ): bool {
	$stored = stored_document();
	$got    = '' === $url
		? new \WP_Error( 'refused', __( 'The static set has no document of rates.', 'fxwidget' ) )
		: fetch( $url, '', $stored['etag'] );
	if ( is_array( $got ) && null === read_document( $got['body'] ) ) {
		$got = new \WP_Error( 'answer', __( 'The document is not one of fxwidget’s rates.', 'fxwidget' ) );
	}
	if ( is_wp_error( $got ) ) {
		$stored['error'] = $got->get_error_message();
	} else {
		$new    = is_array( $got ) ? [
			'text' => $got['body'],
			'etag' => $got['etag'],
		] : [];
		$stored = $new + [
			'fetched' => $now,
			'error'   => '',
		] + $stored;
	}
	update_option( 'fxwidget_document', $stored, false );
	return ! is_wp_error( $got ) || 'away' !== $got->get_error_code();
}

/** A document whose members are what a table needs; null where it is anything else. */
function read_document( string $json ): ?array {
	$read = json_decode( $json, true );
	if ( ! is_array( $read ) || ! is_code( $read['base'] ?? null ) || ! is_instant( $read['valid_until'] ?? null ) || ! is_array( $read['rates'] ?? null ) ) {
		return null;
	}
	$read['rates']   = array_values( array_filter( $read['rates'], __NAMESPACE__ . '\is_row' ) );
	$read['sources'] = array_values( array_filter( is_array( $read['sources'] ?? null ) ? $read['sources'] : [], __NAMESPACE__ . '\is_source' ) );
	return $read['rates'] ? $read : null;
}

function is_row( $row ): bool {
	return is_array( $row ) && is_code( $row['code'] ?? null )
		&& is_number( $row['rate'] ?? null ) && is_number( $row['last_rate'] ?? null ) && is_number( $row['previous_close'] ?? null )
		&& is_array( $row['sources'] ?? [] );
}

/** Whether a member is a price that can be, or not known. */
function is_number( $number ): bool {
	return null === $number || ( ( is_int( $number ) || is_float( $number ) ) && $number > 1e-12 && $number < 1e15 );
}

function is_source( $source ): bool {
	return is_array( $source ) && is_string( $source['id'] ?? null ) && is_string( $source['name'] ?? null );
}

function is_code( $code ): bool {
	return is_string( $code ) && preg_match( '~^[A-Z]{3}$~D', $code );
}

function is_instant( $text ): bool {
	return is_string( $text ) && preg_match( '~^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$~D', $text );
}

/** An instant of the document in seconds; null where it is none. */
function instant( $text ): ?int {
	$found = is_instant( $text ) ? strtotime( $text ) : false;
	return false === $found ? null : $found;
}
