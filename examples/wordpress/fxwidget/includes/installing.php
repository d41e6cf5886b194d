<?php
/** What is done when the plugin is switched on, upgraded and switched off, on one site or on each of a network. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

register_activation_hook( FILE, fn( $network ) => on_each_site( __NAMESPACE__ . '\schedule', $network ) );
register_deactivation_hook( FILE, fn( $network ) => on_each_site( __NAMESPACE__ . '\unschedule', $network ) );

add_action( 'init', __NAMESPACE__ . '\upgrade' );

/** Does something on this site, or on all sites of a network. */
function on_each_site( callable $task, $network ): void {
	if ( ! $network || ! is_multisite() ) {
		$task();
		return;
	}
	$all = [
		'fields' => 'ids',
		'number' => 0,
	];
	foreach ( get_sites( $all ) as $site ) {
		switch_to_blog( $site );
		$task();
		restore_current_blog();
	}
}

/** Brings what an earlier version stored into the form of this one; each site of a network does it at its next request. */
function upgrade(): void {
	$version = get_option( 'fxwidget_version', '' );
	if ( VERSION === $version ) {
		return;
	}
	$shown = array_map(
		fn( $table ) => is_array( $table ) ? $table : [
			'at' => (int) $table,
			'in' => [ EVERYWHERE ],
		],
		shown()
	);
	if ( $shown ) {
		update_option( 'fxwidget_shown', $shown );
	}
	update_option( 'fxwidget_version', VERSION );
	refresh_soon();
}
