<?php
/** As much of WordPress as the plugin's own drawing calls, so that it runs without one. */

define( 'ABSPATH', __DIR__ );
define( 'KB_IN_BYTES', 1024 );
define( 'MINUTE_IN_SECONDS', 60 );
define( 'HOUR_IN_SECONDS', 3600 );
define( 'DAY_IN_SECONDS', 86400 );

class WP_Error {
	private $code;
	private $message;
	public function __construct( $code, $message ) {
		$this->code    = $code;
		$this->message = $message;
	}
	public function get_error_code() {
		return $this->code;
	}
	public function get_error_message() {
		return $this->message;
	}
}

$options = [];

function is_wp_error( $it ) {
	return $it instanceof WP_Error;
}
function __( $text ) {
	return $text;
}
function esc_html__( $text ) {
	return esc_html( $text );
}
function esc_html( $text ) {
	return htmlspecialchars( $text, ENT_QUOTES, 'UTF-8' );
}
function esc_attr( $text ) {
	return esc_html( $text );
}
function esc_url( $text ) {
	return esc_html( $text );
}
function wp_kses( $text ) {
	return $text;
}
function wp_parse_url( $url, $part = -1 ) {
	return parse_url( $url, $part );
}
function wp_check_invalid_utf8( $text ) {
	return mb_check_encoding( $text, 'UTF-8' ) ? $text : '';
}
function selected( $one, $other ) {
	return $one === $other ? ' selected' : '';
}
function get_locale() {
	return $GLOBALS['options']['locale'] ?? 'en_US';
}
function wp_timezone_string() {
	return $GLOBALS['options']['zone'] ?? '+00:00';
}
function get_option( $name, $otherwise = false ) {
	return $GLOBALS['options'][ $name ] ?? $otherwise;
}
function add_action() {}
function add_filter() {}
function register_activation_hook() {}
function register_deactivation_hook() {}
class WP_Widget {}

require $argv[1] . '/fxwidget.php';


/** What is returned, or why nothing is: in words. */
function plainly( $returned ) {
	return is_wp_error( $returned ) ? $returned->get_error_message() : $returned;
}

$returned = array_map( fn( $each ) => plainly( ( $each[0] )( ...$each[1] ) ), json_decode( stream_get_contents( STDIN ), true ) );
echo json_encode( $returned, JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION );
