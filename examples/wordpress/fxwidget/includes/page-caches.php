<?php
/**
 * Page caches: when a new table has come, the pages that show it are dropped from those caches that are known.
 *
 * Of a table that stands everywhere, as in a sidebar, all pages would be; that is done once an hour at most, since a page that
 * a cache keeps longer asks the site by itself (`table.js`). Others are told by the action `fxwidget_new_tables`.
 */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/** Seconds between two times at which a whole cache is dropped. */
const WHOLE_PACE = HOUR_IN_SECONDS;

/** Queries whose tables are new in this process. */
function new_tables( ?string $query = null ): array {
	static $found = [];
	if ( null !== $query ) {
		$found[ $query ] = true;
	}
	return array_keys( $found );
}

function note_new_table( string $query ): void {
	new_tables( $query );
}

/** New rates: every table that the site draws by itself is new. */
function note_new_document(): void {
	foreach ( array_keys( shown() ) as $query ) {
		if ( '' === stored_table( $query )['html'] ) {
			new_tables( $query );
		}
	}
}

/** Drops the pages of the new tables. */
function purge_pages( int $now ): void {
	$new = new_tables();
	if ( ! $new ) {
		return;
	}
	$places = array_merge( [], ...array_column( array_intersect_key( shown(), array_flip( $new ) ), 'in' ) );
	$posts  = array_values( array_unique( array_diff( $places, [ EVERYWHERE ] ) ) );
	array_map( __NAMESPACE__ . '\purge_post', $posts );
	if ( in_array( EVERYWHERE, $places, true ) && (int) get_option( 'fxwidget_purged', 0 ) <= $now - WHOLE_PACE ) {
		update_option( 'fxwidget_purged', $now, false );
		purge_everything();
	}
	/**
	 * New tables have come, and known page caches have been told.
	 *
	 * @param string[] $new    The queries of the tables.
	 * @param int[]    $places The posts that show them; 0 stands for pages that can't be named.
	 */
	do_action( 'fxwidget_new_tables', $new, $places );
}

/** Tells each known page cache that a post's page is another: by its own functions and actions, where it is there. */
function purge_post( int $post ): void {
	foreach ( [ 'wpsc_delete_post_cache', 'w3tc_flush_post', 'rocket_clean_post', 'wpfc_clear_post_cache_by_id' ] as $clear ) {
		if ( function_exists( $clear ) ) {
			$clear( $post );
		}
	}
	foreach ( [ 'litespeed_purge_post', 'cache_enabler_clear_page_cache_by_post' ] as $action ) {
		if ( has_action( $action ) ) {
			do_action( $action, $post ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- those plugins' own.
		}
	}
	foreach ( [ 'nginx_purger', 'purger' ] as $name ) { // Nginx Helper, and Proxy Cache Purge, once Varnish HTTP Purge.
		if ( is_callable( [ $GLOBALS[ $name ] ?? null, 'purge_post' ] ) ) {
			$GLOBALS[ $name ]->purge_post( $post );
		}
	}
}

/** Tells each known page cache that every page may be another. */
function purge_everything(): void {
	foreach ( [ 'wp_cache_clear_cache', 'w3tc_flush_posts', 'rocket_clean_domain', 'wpfc_clear_all_cache' ] as $clear ) {
		if ( function_exists( $clear ) ) {
			$clear();
		}
	}
	foreach ( [ 'litespeed_purge_all', 'cache_enabler_clear_site_cache', 'rt_nginx_helper_purge_all' ] as $action ) {
		if ( has_action( $action ) ) {
			do_action( $action ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- those plugins' own.
		}
	}
	if ( is_callable( [ $GLOBALS['purger'] ?? null, 'execute_purge_no_id' ] ) ) {
		$GLOBALS['purger']->execute_purge_no_id();
	}
}
