<?php
/** Words, names, numbers' signs and dates of a language, as the package has them: read from `words/`, written when the plugin is built. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/** All that is known of a language; English where there is no such file. */
function words( string $language ): array {
	static $read = [];
	if ( ! isset( $read[ $language ] ) ) {
		$known             = in_array( $language, OPTIONS['lang'], true ) ? read_built( "words/$language.json" ) : [];
		$read[ $language ] = $known || 'en' === $language ? $known : words( 'en' );
	}
	return $read[ $language ];
}

/** What is the same in all languages: flags, colours, and the decimals of each currency. */
function figures(): array {
	static $read = null;
	$read        = $read ?? read_built( 'words/figures.json' );
	return $read;
}

function read_built( string $file ): array {
	$path = dirname( FILE ) . "/$file";
	$read = is_readable( $path ) ? json_decode( (string) file_get_contents( $path ), true ) : null; // phpcs:ignore WordPress.WP.AlternativeFunctions -- a file of the plugin's own.
	return is_array( $read ) ? $read : [];
}

/** A message in a language, with values in their places: isolated among words from right to left, so that none moves its neighbours. */
function say( array $words, string $message, array $values = [] ): string {
	$text = $words['words'][ $message ] ?? $message;
	foreach ( $values as $name => $value ) {
		if ( false !== strpos( $text, '{' . $name . '}.' ) ) {
			$value = preg_replace( '~\.$~', '', $value );
		}
		$text = str_replace( '{' . $name . '}', isolated( $words, $value ), $text );
	}
	return $text;
}

function isolated( array $words, string $value ): string {
	return 'rtl' === ( $words['dir'] ?? '' ) ? "\u{2068}$value\u{2069}" : $value;
}

/** The same digits in the language's own numerals. */
function numerals( array $words, string $text ): string {
	$numerals = $words['numerals'] ?? '';
	return '' === $numerals ? $text : strtr( $text, array_combine( range( 0, 9 ), mb_str_split( $numerals ) ) );
}

/** A day, with its year where that is asked for. */
function day( array $words, \DateTimeInterface $at, bool $year ): string {
	$pattern = $words[ $year ? 'years' : 'days' ][ (int) $at->format( 'n' ) - 1 ] ?? $at->format( $year ? '{\d} M {\y}' : '{\d} M' );
	return strtr(
		$pattern,
		[
			'{d}' => numerals( $words, $at->format( 'j' ) ),
			'{y}' => numerals( $words, $at->format( 'Y' ) ),
		]
	);
}

/** A day and a time of day, with how far the zone is from UTC. */
function moment( array $words, ?int $at, \DateTimeZone $zone ): string {
	if ( null === $at ) {
		return say( $words, 'not seen yet' );
	}
	$local   = ( new \DateTimeImmutable( "@$at" ) )->setTimezone( $zone );
	$minutes = intdiv( $local->getOffset(), 60 );
	$away    = abs( $minutes ) % 60 ? sprintf( '%d:%02d', intdiv( abs( $minutes ), 60 ), abs( $minutes ) % 60 ) : intdiv( abs( $minutes ), 60 );
	$clock   = numerals( $words, $local->format( 'H:i' ) ) . ' UTC' . ( $minutes ? ( $minutes > 0 ? '+' : '−' ) . $away : '' );
	return day( $words, $local, true ) . ' ' . ( 'rtl' === ( $words['dir'] ?? '' ) ? "\u{2066}$clock\u{2069}" : $clock );
}
