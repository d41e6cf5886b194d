<?php
/** Removes all that the plugin stored, on each site of a network. */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

/** One site's options. */
function fxwidget_uninstall_site(): void {
	foreach ( array_keys( (array) get_option( 'fxwidget_shown', [] ) ) as $fxwidget_query ) {
		delete_option( 'fxwidget_copy_' . md5( $fxwidget_query ) );
	}
	foreach ( [ 'settings', 'shown', 'styles', 'source', 'document', 'purged', 'version' ] as $fxwidget_name ) {
		delete_option( "fxwidget_$fxwidget_name" );
	}
	delete_option( 'widget_fxwidget' );
	array_map( 'wp_clear_scheduled_hook', [ 'fxwidget_renew', 'fxwidget_renew_soon' ] );
}

if ( ! is_multisite() ) {
	fxwidget_uninstall_site();
	return;
}

$fxwidget_all = [
	'fields' => 'ids',
	'number' => 0,
];
foreach ( get_sites( $fxwidget_all ) as $fxwidget_site ) {
	switch_to_blog( $fxwidget_site );
	fxwidget_uninstall_site();
	restore_current_blog();
}
