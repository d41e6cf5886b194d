<?php
/** What a table can be asked for, and what the site asks for where nothing else is said. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/** The service's options by name, with their values where those are few. A converter needs a script, and what moves a box that halts it; there are none here. */
const OPTIONS = [
	'currencies' => [],
	'base'       => [],
	'amount'     => [],
	'inverse'    => [ 'false', 'true' ],
	'names'      => [ 'both', 'names', 'codes' ],
	'symbol'     => [ 'false', 'true' ],
	'flags'      => [ 'rectangular', 'round', 'none' ],
	'decimals'   => [ 'auto', '0', '1', '2', '3', '4', '5', '6', '7', '8' ],
	'columns'    => [],
	'layout'     => [ 'auto', 'table', 'compact', 'card', 'strip', 'single', 'matrix', 'heatmap' ],
	'facts'      => [ 'closed', 'open' ],
	'theme'      => [ 'auto', 'light', 'dark', 'page' ],
	'accent'     => [],
	'ground'     => [],
	'text'       => [],
	'up'         => [],
	'down'       => [],
	'font'       => [ 'system', 'arial', 'verdana', 'georgia', 'times' ],
	'size'       => [ 'medium', 'small', 'large' ],
	'header'     => [],
	'caption'    => [],
	'disclaimer' => [],
	'lang'       => [ 'en', 'af', 'am', 'ar', 'es', 'fa', 'hi', 'id', 'pt', 'ru', 'zh' ],
	'tz'         => [],
	'calendar'   => [ 'auto', 'gregory' ],
];

/** The service's address without a slash at its end; empty where none is set. */
function address(): string {
	return (string) ( settings()['address'] ?? '' );
}

/** What is stored of the settings page: the address, and defaults by option. */
function settings(): array {
	$stored = get_option( 'fxwidget_settings', [] );
	return is_array( $stored ) ? $stored : [];
}

/** The one query for all ways of asking for the same table: what is given, then the site's defaults, language and zone. */
function query( array $given ): string {
	$zone    = wp_timezone_string();
	$natural = [
		'lang' => substr( get_locale(), 0, 2 ),
		'tz'   => false === strpos( $zone, '/' ) ? '' : $zone,
	];
	if ( ! in_array( $natural['lang'], OPTIONS['lang'], true ) ) {
		unset( $natural['lang'] );
	}
	$asked = [];
	foreach ( array_keys( OPTIONS ) as $name ) {
		foreach ( [ $given, settings(), $natural ] as $source ) {
			$value = trim( (string) ( $source[ $name ] ?? '' ) );
			if ( '' !== $value ) {
				$asked[ $name ] = $value;
				break;
			}
		}
	}
	return http_build_query( $asked, '', '&', PHP_QUERY_RFC3986 );
}
