<?php
/** The rows of a table, computed from the document of rates for what is asked, at an instant. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/**
 * The rows of the chosen currencies, per the amount of the base.
 *
 * @return array|\WP_Error With `base`, `amount` and `rows`, each with `code`, `rate`, `close`, `direction`, `percent`, `freshness` and its
 *                         `row` in the document; or what can't be had.
 */
function view( array $document, array $options, int $now ) {
	$known = array_column( aged_rows( $document, $now ), null, 'code' );
	$base  = strtoupper( $options['base'] ?? $document['base'] );
	$codes = array_filter( array_map( 'trim', explode( ',', strtoupper( $options['currencies'] ?? '' ) ) ) );
	$codes = $codes ? $codes : array_keys( $known );
	$wrong = array_diff( [ $base, ...$codes ], array_keys( $known ) );
	if ( $wrong ) {
		/* translators: %s: codes of currencies */
		return new \WP_Error( 'refused', sprintf( __( 'The rates have no %s.', 'fxwidget' ), implode( ', ', array_unique( $wrong ) ) ) );
	}
	$amount = (float) ( is_yes( $options, 'converter' ) ? 1 : ( $options['amount'] ?? 1 ) );
	if ( $amount <= 0 || $amount > 1e12 ) {
		return new \WP_Error( 'refused', __( 'The amount is no number that can be.', 'fxwidget' ) );
	}
	$rows = [];
	foreach ( array_diff( array_unique( $codes ), [ $base ] ) as $code ) {
		$row = crossed( $known[ $code ], $known[ $base ], $amount, $options );
		if ( '' === $row['direction'] && null !== $row['rate'] && $base === $document['base'] && ! is_yes( $options, 'inverse' ) ) {
			$row['direction'] = is_string( $row['row']['direction'] ?? null ) ? $row['row']['direction'] : ''; // known without its close
		}
		$rows[] = $row;
	}
	return [
		'base'   => $base,
		'amount' => $amount,
		'rows'   => $rows,
	];
}

function is_yes( array $options, string $name ): bool {
	return in_array( strtolower( $options[ $name ] ?? '' ), [ '1', 'true', 'yes' ], true );
}

/** The document's rows with the freshness that they have at an instant; one that is withdrawn has no rate. */
function aged_rows( array $document, int $now ): array {
	return array_map(
		function ( $row ) use ( $now ) {
			$row['freshness'] = freshness( $row, $now );
			if ( 'withdrawn' === $row['freshness'] && isset( $row['rate'] ) ) {
				$row['last_rate'] = $row['rate'];
				$row['rate']      = null;
			}
			return $row;
		},
		$document['rates']
	);
}

/** How old a row is by its own instants. */
function freshness( array $row, int $now ): string {
	$late  = instant( $row['late_at'] ?? null );
	$stale = instant( $row['stale_at'] ?? null );
	$gone  = instant( $row['withdraw_at'] ?? null );
	if ( null === $late || null === $stale ) {
		return null === ( $row['rate'] ?? $row['last_rate'] ?? null ) ? 'withdrawn' : 'fresh';
	}
	if ( null !== $gone && $now >= $gone ) {
		return 'withdrawn';
	}
	if ( $now >= $late ) {
		return $now >= $stale ? 'stale' : 'late';
	}
	return is_closed_at( $row, $now ) ? 'closed' : 'fresh';
}

function is_closed_at( array $row, int $now ): bool {
	foreach ( is_array( $row['closed'] ?? null ) ? $row['closed'] : [] as $span ) {
		if ( is_array( $span ) && $now >= instant( $span[0] ?? null ) && $now < instant( $span[1] ?? null ) ) {
			return true;
		}
	}
	return false;
}

/** A row per the amount of the base, or the other way round. */
function crossed( array $row, array $under, float $amount, array $options ): array {
	$inverse  = is_yes( $options, 'inverse' );
	$code     = $inverse ? $under['code'] : $row['code'];
	$usual    = 1.0 === $amount ? 0 : ( figures()['decimals'][ $code ] ?? 2 );
	$rate     = ratio( $row['rate'] ?? null, $under['rate'] ?? null, $amount, $inverse );
	$close    = ratio( close_of( $row ), close_of( $under ), $amount, $inverse );
	$decimals = is_numeric( $options['decimals'] ?? '' ) ? (int) $options['decimals'] : null;
	$order    = array_flip( [ 'fresh', 'closed', 'late', 'stale', 'withdrawn' ] );
	return [
		'code'      => $row['code'],
		'rate'      => $rate,
		'close'     => $close,
		'decimals'  => $decimals,
		'usual'     => $usual,
		'direction' => direction( $rate, $close, $decimals, $usual ),
		'percent'   => null === $rate || null === $close ? null : (float) rounded( abs( $rate / $close - 1 ) * 100, 2 ) * ( $rate < $close ? -1 : 1 ),
		'freshness' => $order[ $under['freshness'] ] > $order[ $row['freshness'] ] ? $under['freshness'] : $row['freshness'],
		'row'       => $row,
	];
}

/** A row's close; the base's own line has its rate at all times. */
function close_of( array $row ): ?float {
	$close = $row['previous_close'] ?? ( null === ( $row['as_of'] ?? null ) ? $row['rate'] : null );
	return null === $close ? null : (float) $close;
}

function ratio( ?float $over, ?float $under, float $amount, bool $inverse ): ?float {
	if ( null === $over || null === $under ) {
		return null;
	}
	return twelve( $amount * ( $inverse ? $under / $over : $over / $under ) );
}

/** Where the shown digits moved; empty where no close is known. */
function direction( ?float $rate, ?float $close, ?int $decimals, int $usual ): string {
	if ( null === $rate || null === $close ) {
		return '';
	}
	$to    = null === $decimals ? places( $rate, $usual ) : asked_places( $rate, $decimals );
	$moved = (float) rounded( $rate, $to ) <=> (float) rounded( $close, $to );
	return [ 'down', 'flat', 'up' ][ $moved + 1 ];
}
