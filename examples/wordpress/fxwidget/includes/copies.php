<?php
/**
 * The stored tables: the last good one of each query, in an option of its own that no page view loads by itself.
 *
 * They are options and not transients because WordPress may drop a transient at any time.
 */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/** How many tables a site shows, and seconds after which one that no page shows is no longer asked for. */
const MOST_TABLES = 60;
const FORGOTTEN   = 30 * DAY_IN_SECONDS;

/** How many styles are stored: those of a source before and after an upgrade, in each look that the site has. */
const MOST_STYLES = 12;

/** How many posts are remembered of a table; it counts as one that stands everywhere where there are more. */
const MOST_PLACES = 40;
const EVERYWHERE  = 0;

/** The tables that pages show, by their queries: `at`, an instant of the last day on which one did, and the posts, `in` which. */
function shown(): array {
	$shown = get_option( 'fxwidget_shown', [] );
	return is_array( $shown ) ? $shown : [];
}

/** Notes that a page shows a table: the first time at all, the first time there, and once a day. False: there are too many. */
function note_shown( string $query, int $now, int $place = EVERYWHERE ): bool {
	$shown  = shown();
	$is_new = ! isset( $shown[ $query ] );
	if ( $is_new && count( $shown ) >= MOST_TABLES ) {
		return false;
	}
	$table  = $shown[ $query ] ?? [
		'at' => 0,
		'in' => [],
	];
	$is_old = $table['at'] < $now - DAY_IN_SECONDS;
	if ( $is_old || ! array_intersect( [ $place, EVERYWHERE ], $table['in'] ) ) {
		$places = array_values( array_unique( [ ...$table['in'], $place ] ) );
		$table  = [
			'at' => $is_old ? $now : $table['at'],
			'in' => in_array( EVERYWHERE, $places, true ) || count( $places ) > MOST_PLACES ? [ EVERYWHERE ] : $places,
		];
		update_option( 'fxwidget_shown', [ $query => $table ] + $shown );
	}
	if ( $is_new ) {
		refresh_soon();
	}
	return true;
}

/**
 * What is stored of a query: `html`, `etag`, `style`, when it was `fetched`, the `error` since then, and whether the source
 * `refused` it because there is no such table.
 */
function stored_table( string $query ): array {
	$stored = get_option( copy_name( $query ), [] );
	return ( is_array( $stored ) ? $stored : [] ) + [
		'html'    => '',
		'etag'    => '',
		'style'   => '',
		'fetched' => 0,
		'error'   => '',
		'refused' => false,
	];
}

/** A style by its name: that of the site's own tables, or one of the source's. */
function kept_style( string $name ): string {
	if ( OWN_STYLE === $name ) {
		$path = dirname( FILE ) . '/widget.css';
		return is_readable( $path ) ? (string) file_get_contents( $path ) : ''; // phpcs:ignore WordPress.WP.AlternativeFunctions -- a file of the plugin's own.
	}
	return get_option( 'fxwidget_styles', [] )[ $name ] ?? '';
}

/** Asks for one table and stores it; the last good one stays where none comes. False: the source is away. */
function renew( string $query, int $now ): bool {
	$copy = stored_table( $query );
	$got  = fetch_table( $query, $copy['etag'] );
	if ( false === $got ) {
		return forget_copy( $query );
	}
	$got = with_style( $got );
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
	if ( is_array( $got ) ) {
		note_new_table( $query );
	}
	return ! is_wp_error( $got ) || 'away' !== $got->get_error_code();
}

/** A table whose style is stored too; the error where that can't be had. */
function with_style( $got ) {
	$styles = get_option( 'fxwidget_styles', [] );
	if ( ! is_array( $got ) || isset( $styles[ $got['style'] ] ) ) {
		return $got;
	}
	$style = fetch_style( $got['style'] );
	if ( is_wp_error( $style ) ) {
		return $style;
	}
	update_option( 'fxwidget_styles', [ $got['style'] => $style ] + array_slice( $styles, 0, MOST_STYLES - 1 ), false );
	return $got;
}

/** The site draws this table by itself: no copy of it is needed. */
function forget_copy( string $query ): bool {
	delete_option( copy_name( $query ) );
	return true;
}

/** Asks for the source and every table that is shown; once the source is away, the others are not tried. */
function renew_all(): void {
	if ( wp_doing_cron() && did_action( 'fxwidget_renew' ) + did_action( 'fxwidget_renew_soon' ) > 1 ) {
		return; // both events were due at once
	}
	$shown = shown();
	$now   = time();
	$old   = array_filter( $shown, fn( $table ) => $table['at'] < $now - FORGOTTEN );
	if ( $old ) {
		forget( array_keys( $old ) );
	}
	$before = stored_document()['text'];
	if ( renew_source( $now ) ) {
		foreach ( array_keys( array_diff_key( $shown, $old ) ) as $query ) {
			if ( ! renew( $query, $now ) ) {
				break;
			}
		}
	}
	if ( stored_document()['text'] !== $before ) {
		note_new_document();
	}
	purge_pages( $now );
}

/** Drops tables and all that is stored of them. */
function forget( array $queries ): void {
	array_map( __NAMESPACE__ . '\forget_copy', $queries );
	update_option( 'fxwidget_shown', array_diff_key( shown(), array_flip( $queries ) ) );
}

function copy_name( string $query ): string {
	return 'fxwidget_copy_' . table_id( $query );
}

/** By what a table is called where its query is too long. */
function table_id( string $query ): string {
	return md5( $query );
}
