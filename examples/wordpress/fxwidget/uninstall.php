<?php
/** Removes all that the plugin stored. */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

foreach ( array_keys( get_option( 'fxwidget_shown', [] ) ) as $query ) {
	delete_option( 'fxwidget_copy_' . md5( $query ) );
}
foreach ( [ 'fxwidget_settings', 'fxwidget_shown', 'fxwidget_styles' ] as $name ) {
	delete_option( $name );
}
