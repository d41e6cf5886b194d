<?php
/** What somebody wrote into a shortcode: values freed of quotes that are none, and what of it can't be. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/** Signs that word processors and WordPress itself make of straight quotes, as they stand at the ends of a value. */
const QUOTES = '[\s"\'`´“”„‟«»‹›‘’‚‛″′]|&(?:quot|#0?3[49]|#x2[27]|#82(?:1[6-9]|2[0-3]|4[23])|[lrb]?[ls]quo|[lrb]dquo|prime|Prime);';

/**
 * The options that are given, and the first thing that is wrong with them, in words.
 *
 * @return array{0: array, 1: string} No options where something is wrong: the site's own table is shown then.
 */
function read_given( array $given ): array {
	$read = [];
	foreach ( $given as $name => $value ) {
		$value = unquoted( (string) $value );
		if ( is_int( $name ) ) {
			/* translators: %s: words of a shortcode */
			return [ [], sprintf( __( '“%s” stands outside of quotes: write name="value", with straight quotes.', 'fxwidget' ), $value ) ];
		}
		$name  = strtolower( $name );
		$fault = fault( $name, $value );
		if ( '' !== $fault ) {
			return [ [], $fault ];
		}
		$read[ $name ] = $value;
	}
	return [ $read, '' ];
}

/** A value without the quotes around it. */
function unquoted( string $value ): string {
	return (string) preg_replace( '~^(?:' . QUOTES . ')+|(?:' . QUOTES . ')+$~u', '', wp_check_invalid_utf8( $value ) );
}

/** Why an option can't be had, as far as the site knows by itself; empty where the source is to judge. */
function fault( string $name, string $value ): string {
	if ( ! isset( OPTIONS[ $name ] ) ) {
		/* translators: 1: a word, 2: names of options */
		return sprintf( __( 'There is no option “%1$s”. Options are %2$s.', 'fxwidget' ), $name, implode( ', ', array_keys( OPTIONS ) ) );
	}
	$values = 'columns' === $name ? COLUMNS : OPTIONS[ $name ];
	if ( ! $values || '' === $value || is_among( $name, strtolower( $value ), [ ...$values, ...spellings( $values ) ] ) ) {
		return '';
	}
	/* translators: 1: an option, 2: a value, 3: its possible values */
	return sprintf( __( '%1$s can’t be “%2$s”. It is one of %3$s.', 'fxwidget' ), $name, $value, implode( ', ', $values ) );
}

/** Whether a value is one that can be: some columns between commas, a language with or without its region, or one word. */
function is_among( string $name, string $value, array $values ): bool {
	if ( 'columns' === $name ) {
		return 'none' === $value || ! array_diff( preg_split( '~[,\s]+~', $value, -1, PREG_SPLIT_NO_EMPTY ), $values );
	}
	return in_array( 'lang' === $name ? preg_split( '~[-_]~', $value )[0] : $value, $values, true );
}

/** Other ways to write a yes or a no. */
function spellings( array $values ): array {
	return in_array( 'true', $values, true ) ? [ '0', '1', 'no', 'yes' ] : [];
}
