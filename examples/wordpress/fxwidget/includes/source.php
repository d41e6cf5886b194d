<?php
/**
 * Where the rates come from: a fxwidget service, a static set of its files, or one document of rates.
 *
 * An address that ends in `.json` is a document, or the manifest of a set; any other is a set where there is a manifest
 * below it, and a service where there is none. What was found is stored, so that a page view asks nobody.
 */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

const SERVICE  = 'service';
const SET      = 'set';
const DOCUMENT = 'document';

/** The source's address without a slash at its end; empty where none is set. */
function address(): string {
	return (string) ( settings()['address'] ?? '' );
}

/** What is stored of the source: its `kind`, empty until it has answered once, with the `manifest` and `etag` of a set. */
function source(): array {
	$stored = get_option( 'fxwidget_source', [] );
	return ( is_array( $stored ) ? $stored : [] ) + [
		'kind'     => '',
		'manifest' => [],
		'etag'     => '',
		'error'    => '',
	];
}

/** The address of a set's folder: a manifest may be named itself. */
function root(): string {
	return (string) preg_replace( '~/manifest\.json$~', '', address() );
}

/** Finds out what the source is, and what it has now. False: it is away. */
function renew_source( int $now ): bool {
	if ( '' === address() ) {
		return false;
	}
	$source = source();
	$found  = find_kind( $source );
	if ( is_wp_error( $found ) ) {
		$source['error'] = $found->get_error_message();
		update_option( 'fxwidget_source', $source, false );
		return false;
	}
	$source['kind']  = $found;
	$source['error'] = '';
	$is_there        = renew_document( document_address( $source ), $now );
	if ( SERVICE === $found && '' === stored_document()['text'] ) {
		$source['kind']  = '';
		$source['error'] = __( 'There are no rates at this address yet.', 'fxwidget' );
	}
	update_option( 'fxwidget_source', $source, false );
	return $is_there && '' !== $source['kind'];
}

/** The kind of the source; a service that is known is not asked for a manifest again. @return string|\WP_Error */
function find_kind( array &$source ) {
	if ( is_document_address() ) {
		return DOCUMENT;
	}
	return SERVICE === $source['kind'] ? SERVICE : renew_manifest( $source );
}

function is_document_address(): bool {
	return (bool) preg_match( '~(?<!/manifest)\.json$~i', (string) wp_parse_url( address(), PHP_URL_PATH ) );
}

/** Where the document of rates is. */
function document_address( array $source ): string {
	if ( DOCUMENT === $source['kind'] ) {
		return address();
	}
	$file = $source['manifest']['/v1/rates'] ?? '';
	return SERVICE === $source['kind'] ? address() . '/v1/rates' : file_address( $file );
}

/** Asks for what a query stands for, where the source draws it. @return array|null|false|\WP_Error As `fetch_fragment`; false: the site draws it. */
function fetch_table( string $query, string $etag ) {
	$source = source();
	if ( SERVICE === $source['kind'] ) {
		return fetch_fragment( address() . '/widget?fragment=1' . ( '' === $query ? '' : "&$query" ), $etag, 'text/html' );
	}
	$file = SET === $source['kind'] ? file_of( options_of( $query ), $source['manifest'] ) : '';
	return '' === $file ? false : fetch_fragment( file_address( $file ), $etag );
}

/** Where a link of a table leads: the source's own page, data or spreadsheet; empty where it has none. A set's may be relative. */
function link_target( string $path, bool $is_whole ): string {
	$source = source();
	if ( SERVICE === $source['kind'] && ! $is_whole ) {
		return '';
	}
	if ( SERVICE === $source['kind'] ) {
		$parts = wp_parse_url( address() );
		$port  = isset( $parts['port'] ) ? ':' . $parts['port'] : '';
		return "{$parts['scheme']}://{$parts['host']}$port$path";
	}
	$manifest = $source['manifest'];
	$named    = in_array( ltrim( $path, '/' ), $manifest, true ) ? ltrim( $path, '/' ) : '';
	return file_address( $manifest[ $path ] ?? $manifest[ strtok( $path, '?' ) ] ?? $named );
}
