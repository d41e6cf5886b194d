<?php
/** A static set: a folder of files on any host, whose `manifest.json` says which file is the answer to which address. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/**
 * Brings the manifest up to date in `$source`.
 *
 * @return string|\WP_Error The source's kind: a service has no manifest.
 */
function renew_manifest( array &$source ) {
	$named = root() !== address();
	$got   = fetch( root() . '/manifest.json', '', SET === $source['kind'] ? $source['etag'] : '' );
	if ( null === $got ) {
		return SET;
	}
	$manifest = is_array( $got ) ? read_manifest( $got['body'] ) : [];
	if ( $manifest ) {
		$source['manifest'] = $manifest;
		$source['etag']     = $got['etag'];
		return SET;
	}
	if ( is_wp_error( $got ) && 'away' === $got->get_error_code() ) {
		return $got;
	}
	if ( $named || SET === $source['kind'] ) {
		return new \WP_Error( 'answer', __( 'There is no manifest of a static set.', 'fxwidget' ) );
	}
	return SERVICE;
}

/** The files of a manifest by the addresses that they answer; empty where it is none. */
function read_manifest( string $json ): array {
	$manifest = json_decode( $json, true );
	$files    = [];
	foreach ( is_array( $manifest['files'] ?? null ) ? $manifest['files'] : [] as $each ) {
		$file = $each['file'] ?? '';
		if ( is_string( $each['url'] ?? null ) && is_string( $file ) && is_within( $file ) ) {
			$files[ $each['url'] ] = $file;
		}
	}
	return $files;
}

/** Whether a file's name leads nowhere but into the folder. */
function is_within( string $file ): bool {
	return '' !== $file && ! preg_match( '~^/|^[a-z][a-z0-9+.-]*:|(?:^|/)\.\.?(?:/|$)|[\\\\\x00-\x1f]~i', $file );
}

/** The address of a file of the set. */
function file_address( string $file ): string {
	return '' === $file ? '' : root() . '/' . implode( '/', array_map( 'rawurlencode', explode( '/', $file ) ) );
}

/**
 * The file of a table; empty where the set has none of these options. The site's own language and zone are given up for one
 * only where nobody asked for them: the zone first.
 */
function file_of( array $options, array $manifest ): string {
	$files = fragments( $manifest );
	$asked = settings();
	$may   = array_keys( array_diff_key( array_intersect_assoc( natural(), $options ), array_filter( $asked ) ) );
	foreach ( [ [], array_intersect( [ 'tz' ], $may ) ] as $without ) {
		$key = spelling( array_diff_key( $options, array_flip( $without ) ) );
		if ( isset( $files[ $key ] ) ) {
			return $files[ $key ];
		}
	}
	return '';
}

/** The files of tables, by the one spelling of their options. */
function fragments( array $manifest ): array {
	$found = [];
	foreach ( $manifest as $url => $file ) {
		$parts = wp_parse_url( $url );
		parse_str( $parts['query'] ?? '', $options );
		if ( '/widget' === ( $parts['path'] ?? '' ) && in_array( $options['fragment'] ?? '', [ '1', 'true', 'yes' ], true ) ) {
			unset( $options['fragment'] );
			$found[ spelling( $options ) ] = $file;
		}
	}
	return $found;
}

/** Options in one spelling, without those that are as they are by default. */
function spelling( array $options ): string {
	$found = [];
	foreach ( array_intersect_key( $options, OPTIONS ) as $name => $value ) {
		$value = trim( (string) $value );
		if ( in_array( $name, [ 'currencies', 'base', 'from', 'to' ], true ) ) {
			$value = strtoupper( str_replace( ' ', '', $value ) );
		} elseif ( 'tz' !== $name && ! in_array( $name, [ 'header', 'caption', 'disclaimer' ], true ) ) {
			$value = strtolower( ltrim( $value, '#' ) );
			$value = [ '1' => 'true', 'yes' => 'true', '0' => 'false', 'no' => 'false' ][ OPTIONS[ $name ] === [ 'false', 'true' ] ? $value : '' ] ?? $value;
		}
		if ( '' !== $value && $value !== ( OPTIONS[ $name ][0] ?? [ 'amount' => '1', 'tz' => 'UTC' ][ $name ] ?? '' ) ) {
			$found[ $name ] = $value;
		}
	}
	ksort( $found );
	return http_build_query( $found );
}
