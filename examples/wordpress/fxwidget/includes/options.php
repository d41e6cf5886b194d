<?php
/** What a table can be asked for, and what the site asks for where nothing else is said. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/** The service's options by name, with their values where those are few, the default first. It is the page that renews a table, so `refresh` is none of them; and tables are of today, so neither is `date`. */
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
	'moving'     => [ 'false', 'true' ],
	'facts'      => [ 'closed', 'open' ],
	'converter'  => [ 'false', 'true' ],
	'from'       => [],
	'to'         => [],
	'spark'      => [ 'auto', '30d', 'none' ],
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

/** The columns that can be added. */
const COLUMNS = [ 'previous', 'change', 'source' ];

/** What each option is called where writers choose. */
function labels(): array {
	return [
		'currencies' => __( 'Currencies', 'fxwidget' ),
		'base'       => __( 'Base currency', 'fxwidget' ),
		'amount'     => __( 'Amount', 'fxwidget' ),
		'inverse'    => __( 'Prices the other way round', 'fxwidget' ),
		'names'      => __( 'Names', 'fxwidget' ),
		'symbol'     => __( 'Currency symbols', 'fxwidget' ),
		'flags'      => __( 'Flags', 'fxwidget' ),
		'decimals'   => __( 'Decimals', 'fxwidget' ),
		'columns'    => __( 'More columns', 'fxwidget' ),
		'layout'     => __( 'Layout', 'fxwidget' ),
		'moving'     => __( 'A strip moves', 'fxwidget' ),
		'facts'      => __( 'Sources and disclaimer', 'fxwidget' ),
		'spark'      => __( 'Lines of the past', 'fxwidget' ),
		'converter'  => __( 'With a converter', 'fxwidget' ),
		'from'       => __( 'From', 'fxwidget' ),
		'to'         => __( 'To', 'fxwidget' ),
		'theme'      => __( 'Colours', 'fxwidget' ),
		'accent'     => __( 'Accent', 'fxwidget' ),
		'ground'     => __( 'Background', 'fxwidget' ),
		'text'       => __( 'Text', 'fxwidget' ),
		'up'         => __( 'Rising', 'fxwidget' ),
		'down'       => __( 'Falling', 'fxwidget' ),
		'font'       => __( 'Font', 'fxwidget' ),
		'size'       => __( 'Size', 'fxwidget' ),
		'header'     => __( 'Heading', 'fxwidget' ),
		'caption'    => __( 'Line under the heading', 'fxwidget' ),
		'disclaimer' => __( 'Words after the disclaimer', 'fxwidget' ),
		'lang'       => __( 'Language', 'fxwidget' ),
		'tz'         => __( 'Time zone', 'fxwidget' ),
		'calendar'   => __( 'Calendar', 'fxwidget' ),
	];
}

/** Options by the panels in which the editor has them. */
function groups(): array {
	return [
		__( 'Table', 'fxwidget' )      => [ 'currencies', 'base', 'amount', 'inverse', 'decimals', 'columns' ],
		__( 'Look', 'fxwidget' )       => [ 'layout', 'moving', 'names', 'flags', 'symbol', 'facts', 'spark', 'theme', 'accent', 'ground', 'text', 'up', 'down', 'font', 'size' ],
		__( 'Conversion', 'fxwidget' ) => [ 'converter', 'from', 'to' ],
		__( 'Words', 'fxwidget' )      => [ 'lang', 'header', 'caption', 'disclaimer', 'tz', 'calendar' ],
	];
}

/** What is stored of the settings page: the address, and defaults by option. */
function settings(): array {
	$stored = get_option( 'fxwidget_settings', [] );
	return is_array( $stored ) ? $stored : [];
}

/** The one query for all ways of asking for the same table: what is given, then the site's defaults, language and zone. */
function query( array $given ): string {
	$sources = [ $given, settings(), natural() ];
	$asked   = [];
	foreach ( array_keys( OPTIONS ) as $name ) {
		foreach ( $sources as $source ) {
			$value = trim( (string) ( $source[ $name ] ?? '' ) );
			if ( '' !== $value ) {
				$asked[ $name ] = $value;
				break;
			}
		}
	}
	return http_build_query( $asked, '', '&', PHP_QUERY_RFC3986 );
}

/** The site's own language and time zone, as far as a table can have them. */
function natural(): array {
	$language = substr( get_locale(), 0, 2 );
	$zone     = wp_timezone_string();
	return array_filter(
		[
			'lang' => in_array( $language, OPTIONS['lang'], true ) ? $language : '',
			'tz'   => false === strpos( $zone, '/' ) ? '' : $zone,
		]
	);
}

/** The options of a query. */
function options_of( string $query ): array {
	parse_str( $query, $options );
	return array_map( 'strval', array_intersect_key( $options, OPTIONS ) );
}
