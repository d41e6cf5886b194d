<?php
/** What stands below the rows of a table that the site draws: the converter, times, sources and disclaimer. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/** A form whose sum the page's script computes, and shows. */
function drawn_converter( array $drawing ): string {
	if ( ! is_yes( $drawing['options'], 'converter' ) ) {
		return '';
	}
	$words  = $drawing['words'];
	$amount = is_numeric( $drawing['options']['amount'] ?? '' ) ? $drawing['options']['amount'] : '1';
	$first  = $drawing['rows'][0]['code'] ?? $drawing['base'];
	return sprintf(
		'<form class="converter" hidden><label>%s <input name="amount" type="number" inputmode="decimal" min="0" step="any" required value="%s"></label>'
		. '<label>%s %s</label><label>%s %s</label><button>%s</button><output dir="ltr"></output></form>',
		esc_html( say( $words, 'Amount' ) ),
		esc_attr( $amount ),
		esc_html( say( $words, 'From' ) ),
		drawn_choice( $drawing, 'from', strtoupper( $drawing['options']['from'] ?? $drawing['base'] ) ),
		esc_html( say( $words, 'To' ) ),
		drawn_choice( $drawing, 'to', strtoupper( $drawing['options']['to'] ?? $first ) ),
		esc_html( say( $words, 'Convert' ) )
	);
}

function drawn_choice( array $drawing, string $name, string $chosen ): string {
	$options = '';
	$base    = [
		'code' => $drawing['base'],
		'rate' => 1.0,
		'row'  => [],
	];
	foreach ( [ ...$drawing['rows'], $base ] as $row ) {
		$rate     = null === $row['rate'] ? null : ( is_yes( $drawing['options'], 'inverse' ) ? 1 / $row['rate'] : $row['rate'] );
		$options .= sprintf(
			'<option value="%1$s"%2$s data-decimals="%3$d"%4$s>%5$s · %6$s</option>',
			esc_attr( $row['code'] ),
			null === $rate ? '' : ' data-rate="' . esc_attr( (string) twelve( $rate ) ) . '"',
			figures()['decimals'][ $row['code'] ] ?? 2,
			selected( $row['code'], $chosen, false ),
			esc_html( isolated( $drawing['words'], $row['code'] ) ),
			esc_html( $drawing['words']['names'][ $row['code'] ] ?? $row['row']['name'] ?? $row['code'] )
		);
	}
	return '<select name="' . esc_attr( $name ) . "\">$options</select>";
}

/** Times, sources and disclaimer, behind one line or in full. */
function drawn_below( array $drawing ): string {
	$words = $drawing['words'];
	$texts = [ say( $words, (string) ( $drawing['document']['disclaimer'] ?? '' ) ), $drawing['options']['disclaimer'] ?? '' ];
	$below = drawn_facts( $drawing ) . implode( '', array_map( fn( $text ) => '<p class="quiet">' . esc_html( $text ) . '</p>', array_filter( $texts, 'strlen' ) ) );
	if ( 'open' === ( $drawing['options']['facts'] ?? '' ) ) {
		return $below;
	}
	$origin = implode( ' · ', array_filter( [ newest_day( $drawing ), isolated( $words, first_source( $drawing ) ) ], 'strlen' ) );
	return sprintf( '<details class="facts"><summary><span class="origin">%s</span> · <span class="unfold">%s</span></summary>%s</details>', esc_html( $origin ), esc_html( say( $words, 'details' ) ), $below );
}

function drawn_facts( array $drawing ): string {
	$time  = fn( $member ) => esc_html( moment( $drawing['words'], instant( $drawing['document'][ $member ] ?? null ), $drawing['zone'] ) );
	$lines = [
		'Check'         => $time( 'checked_at' ),
		'Latest change' => $time( 'changed_at' ),
		'Sources'       => drawn_sources( $drawing ),
	];
	$facts = '';
	foreach ( array_filter( $lines, 'strlen' ) as $title => $line ) {
		$facts .= '<dt>' . esc_html( say( $drawing['words'], $title ) ) . "</dt><dd>$line</dd>";
	}
	return "<dl>$facts</dl>";
}

function newest_day( array $drawing ): string {
	$days = array_map( fn( $row ) => substr( (string) ( $row['row']['as_of'] ?? $row['row']['market_day'] ?? '' ), 0, 10 ), $drawing['rows'] );
	return $days ? speaks_of( $drawing['words'], [ 'as_of' => max( $days ) ], $drawing['now'] ) : '';
}

/** The source that most rows show. */
function first_source( array $drawing ): string {
	$counted = array_count_values( array_filter( array_map( fn( $row ) => source_name( $drawing, $row['row'], 'shown' ), $drawing['rows'] ), 'strlen' ) );
	arsort( $counted );
	return (string) ( array_key_first( $counted ) ?? '' );
}

function drawn_sources( array $drawing ): string {
	$items = '';
	foreach ( $drawing['document']['sources'] as $source ) {
		if ( true !== ( $source['shown'] ?? true ) ) {
			continue;
		}
		$url    = is_string( $source['url'] ?? null ) ? esc_url( $source['url'], [ 'http', 'https' ] ) : '';
		$name   = esc_html( $source['name'] );
		$whose  = is_string( $source['attribution'] ?? null ) && '' !== $source['attribution'] ? ' · ' . esc_html( $source['attribution'] ) : '';
		$items .= '<li>' . ( '' === $url ? $name : "<a href=\"$url\" target=\"_blank\" rel=\"noopener\">$name</a>" ) . "$whose</li>";
	}
	return '' === $items ? '' : "<ul lang=\"en\" dir=\"ltr\">$items</ul>";
}
