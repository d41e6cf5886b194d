<?php
/**
 * The stored tables: the last good one of each query, in an option of its own.
 *
 * They are options and not transients because WordPress may drop a transient at any time.
 */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/** How many tables a site shows, and seconds after which one that no page shows is no longer asked for. */
const MOST_TABLES = 60;
const FORGOTTEN   = 30 * DAY_IN_SECONDS;

/** How many styles are stored: those of a service before and after an upgrade, in each look that the site has. */
const MOST_STYLES = 12;

/** The queries of the tables that pages show, each with an instant of the last day on which one did. */
function shown(): array {
	return get_option( 'fxwidget_shown', [] );
}

/** Notes that a page shows a table: the first time at all, and once a day. False: there are too many. */
function note_shown( string $query, int $now ): bool {
	$shown  = shown();
	$is_new = ! isset( $shown[ $query ] );
	if ( $is_new && count( $shown ) >= MOST_TABLES ) {
		return false;
	}
	if ( $is_new || $shown[ $query ] < $now - DAY_IN_SECONDS ) {
		update_option( 'fxwidget_shown', [ $query => $now ] + $shown );
	}
	if ( $is_new ) {
		refresh_soon();
	}
	return true;
}

/**
 * What is stored of a query: `html`, `etag`, `style`, when it was `fetched`, the `error` since then, and whether the service
 * `refused` it because there is no such table.
 */
function stored_table( string $query ): array {
	return get_option( copy_name( $query ), [] ) + [
		'html'    => '',
		'etag'    => '',
		'style'   => '',
		'fetched' => 0,
		'error'   => '',
		'refused' => false,
	];
}

/** The style of a stored table. */
function kept_style( string $name ): string {
	return get_option( 'fxwidget_styles', [] )[ $name ] ?? '';
}

/** Asks for one table and keeps it; the last good one stays where none comes. False: the service is away. */
function renew( string $query, int $now ): bool {
	$copy   = stored_table( $query );
	$got    = fetch_table( $query, $copy['etag'] );
	$styles = get_option( 'fxwidget_styles', [] );
	if ( is_array( $got ) && ! isset( $styles[ $got['style'] ] ) ) {
		$style = fetch_style( $got['style'] );
		if ( is_wp_error( $style ) ) {
			$got = $style;
		} else {
			update_option( 'fxwidget_styles', [ $got['style'] => $style ] + array_slice( $styles, 0, MOST_STYLES - 1 ), false );
		}
	}
	if ( is_wp_error( $got ) ) {
		$copy['error']   = $got->get_error_message();
		$copy['refused'] = 'refused' === $got->get_error_code();
	} else {
		$copy = [
			'fetched' => $now,
			'error'   => '',
			'refused' => false,
		] + ( $got ?? [] ) + $copy;
	}
	update_option( copy_name( $query ), $copy, false );
	return ! is_wp_error( $got ) || 'away' !== $got->get_error_code();
}

/** Asks for every table that is shown; once the service is away, the others are not tried. */
function renew_all(): void {
	$shown = shown();
	$now   = time();
	$old   = array_filter( $shown, fn( $at ) => $at < $now - FORGOTTEN );
	if ( $old ) {
		forget( array_keys( $old ) );
	}
	foreach ( array_keys( array_diff_key( $shown, $old ) ) as $query ) {
		if ( '' === address() || ! renew( $query, $now ) ) {
			return;
		}
	}
}

/** Drops tables and all that is stored of them. */
function forget( array $queries ): void {
	array_map( fn( $query ) => delete_option( copy_name( $query ) ), $queries );
	update_option( 'fxwidget_shown', array_diff_key( shown(), array_flip( $queries ) ) );
}

function copy_name( string $query ): string {
	return 'fxwidget_copy_' . md5( $query );
}
