<?php
/** The plugin's own words: of a country that has no catalogue those of its language, such as `es_ES` for `es_MX`. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/** The catalogue of each language. */
const CATALOGUES = [
	'es' => 'es_ES',
	'fa' => 'fa_IR',
	'hi' => 'hi_IN',
	'id' => 'id_ID',
	'pt' => 'pt_BR',
	'ru' => 'ru_RU',
	'zh' => 'zh_CN',
];

add_action( 'init', fn() => load_plugin_textdomain( 'fxwidget', false, dirname( plugin_basename( FILE ) ) . '/languages' ), 0 );
add_filter( 'load_textdomain_mofile', fn( $file, $domain ) => 'fxwidget' === $domain ? nearest_catalogue( $file ) : $file, 10, 2 );
add_filter( 'load_script_translation_file', fn( $file, $handle, $domain ) => 'fxwidget' === $domain ? nearest_catalogue( $file ) : $file, 10, 3 );

/** The file of a catalogue, or of another country's in the same language. */
function nearest_catalogue( $file ) {
	if ( ! is_string( $file ) || is_readable( $file ) || ! preg_match( '~^(.*/fxwidget-)([a-z]{2,3})(?:_[A-Za-z_]+)?((?:-[\w-]+)?\.(?:mo|json))$~D', $file, $found ) ) {
		return $file;
	}
	$other = dirname( FILE ) . '/languages/fxwidget-' . ( CATALOGUES[ $found[2] ] ?? $found[2] ) . $found[3];
	return is_readable( $other ) ? $other : $file;
}
