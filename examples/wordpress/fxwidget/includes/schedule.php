<?php
/** When the source is asked: every five minutes, and soon after something new is to be shown. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

const PACE = 5 * MINUTE_IN_SECONDS;

add_filter(
	'cron_schedules',
	fn( $known ) => $known + [
		'fxwidget' => [
			'interval' => PACE,
			'display'  => __( 'At the pace of fxwidget', 'fxwidget' ),
		],
	]
);

add_action( 'init', __NAMESPACE__ . '\schedule' );
add_action( 'fxwidget_renew', __NAMESPACE__ . '\renew_all' );
add_action( 'fxwidget_renew_soon', __NAMESPACE__ . '\renew_all' );

/** Has WP-Cron ask from now on. */
function schedule(): void {
	if ( ! wp_next_scheduled( 'fxwidget_renew' ) ) {
		wp_schedule_event( time(), 'fxwidget', 'fxwidget_renew' );
	}
}

function unschedule(): void {
	array_map( 'wp_clear_scheduled_hook', [ 'fxwidget_renew', 'fxwidget_renew_soon' ] );
}

/** Has WP-Cron ask at its next turn. It is an event of its own: WordPress takes no second one of a name within ten minutes. */
function refresh_soon(): void {
	wp_schedule_single_event( time(), 'fxwidget_renew_soon' );
}
