<?php
/** How many digits of a number are shown, and how they are written: as the service does it, half even. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/** The significant digits of a number and where its point stands among them: it is 0.DIGITS × 10^point. */
function digits( float $number, int $significant = 15 ): array {
	[ $mantissa, $power ] = explode( 'e', sprintf( '%.' . ( $significant - 1 ) . 'e', $number ) );
	return [ (string) preg_replace( '~\D~', '', $mantissa ), (int) $power + 1 ];
}

/** A number of the document or computed from it, to 12 significant digits. */
function twelve( float $number ): float {
	[ $digits, $point ] = digits( $number, 12 );
	return (float) "0.{$digits}e$point";
}

/** A number to so many decimals, half even, such as `85.3395`. */
function rounded( float $number, int $places ): string {
	[ $digits, $point ] = 0.0 === $number ? [ '0', 1 ] : digits( $number );

	$whole = str_repeat( '0', max( 0, 1 - $point ) ) . $digits;
	$point = max( $point, 1 );
	$whole = str_pad( $whole, $point + $places, '0' );
	$rest  = substr( $whole, $point + $places );
	$found = substr( $whole, 0, $point + $places );
	if ( is_upward( $rest, substr( $found, -1 ) ) ) {
		$found = increased( $found );
	}
	$part = 0 === $places ? '' : '.' . substr( $found, -$places );
	return ltrim( substr( $found, 0, strlen( $found ) - $places ), '0' ) . $part;
}

/** Whether what is cut off leads up: more than half, or half after an odd digit. */
function is_upward( string $rest, string $last ): bool {
	$rest = rtrim( $rest, '0' );
	return '5' === $rest ? 1 === (int) $last % 2 : strcmp( $rest, '5' ) > 0;
}

/** Digits as a number one larger. */
function increased( string $digits ): string {
	$nines = strlen( $digits ) - strlen( rtrim( $digits, '9' ) );
	$head  = substr( $digits, 0, strlen( $digits ) - $nines );
	$head  = '' === $head ? '1' : substr( $head, 0, -1 ) . ( (int) substr( $head, -1 ) + 1 );
	return $head . str_repeat( '0', $nines );
}

/** The decimals to which a number is shown, `$usual` at least. */
function places( float $number, int $usual = 0 ): int {
	if ( 0.0 === $number ) {
		return 4;
	}
	$magnitude = digits( $number )[1] - 1;
	return $magnitude < 0 ? max( $usual, 3 - $magnitude ) : max( $usual, min( 4, 6 - $magnitude ), 0 );
}

/** The decimals where some are asked for: more where fewer than three significant digits would be left. */
function asked_places( float $number, int $decimals ): int {
	$magnitude = 0.0 === $number ? 0 : digits( $number )[1] - 1;
	return (float) rounded( $number, $decimals ) === $number ? $decimals : max( $decimals, 2 - $magnitude );
}

/** The shown digits of a number in a language; with `$decimals` so many are written, zeros too. */
function shown_number( array $words, float $number, ?int $decimals = null, int $usual = 0 ): string {
	$to   = null === $decimals ? places( $number, $usual ) : asked_places( $number, $decimals );
	$text = rounded( $number, $to );
	if ( null === $decimals && false !== strpos( $text, '.' ) ) {
		$text = rtrim( rtrim( $text, '0' ), '.' );
	}
	[ $whole, $part ] = explode( '.', "$text." );
	$whole            = grouped( '' === $whole ? '0' : $whole, $words );
	return numerals( $words, '' === $part ? $whole : $whole . ( $words['decimal'] ?? '.' ) . $part );
}

/** Whole digits in groups from the right: of three, or of three and then of two. */
function grouped( string $whole, array $words ): string {
	[ $first, $others ] = $words['grouping'] ?? [ 3, 3 ];
	if ( strlen( $whole ) < $first + ( $words['grouped_from'] ?? 1 ) ) {
		return $whole;
	}
	$groups = [ substr( $whole, -$first ) ];
	$rest   = substr( $whole, 0, -$first );
	while ( '' !== $rest ) {
		array_unshift( $groups, substr( $rest, -$others ) );
		$rest = substr( $rest, 0, -min( $others, strlen( $rest ) ) );
	}
	return implode( $words['group'] ?? ',', $groups );
}

/** `+0.52%`, as the language writes it. */
function per_cent( array $words, float $percent ): string {
	$number = 0.0 === $percent ? shown_number( $words, 0.0 ) : shown_number_exactly( $words, abs( $percent ), 2 );
	$sign   = 0.0 === $percent ? '' : ( $words[ $percent > 0 ? 'plus' : 'minus' ] ?? ( $percent > 0 ? '+' : '-' ) );
	$text   = $sign . str_replace( '{number}', $number, $words['percent'] ?? '{number}%' );
	return 'rtl' === ( $words['dir'] ?? '' ) ? "\u{2066}$text\u{2069}" : $text;
}

/** A number to exactly so many decimals. */
function shown_number_exactly( array $words, float $number, int $decimals ): string {
	[ $whole, $part ] = explode( '.', rounded( $number, $decimals ) . '.' );
	return numerals( $words, grouped( '' === $whole ? '0' : $whole, $words ) . ( $words['decimal'] ?? '.' ) . $part );
}
