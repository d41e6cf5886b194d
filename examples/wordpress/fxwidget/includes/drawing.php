<?php
/**
 * A table that the site draws by itself from the document of rates, in the markup of the service's own tables and with
 * the style that the plugin brings. Layouts that are no rows need the service, and so do symbols of currencies.
 */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

const OWN_STYLE = 'own';

/** What a drawing of the site's own can't be. */
const UNDRAWN = [
	'layout'   => [ 'strip', 'single', 'matrix', 'heatmap' ],
	'symbol'   => [ '1', 'true', 'yes' ],
	'moving'   => [ '1', 'true', 'yes' ],
	'spark'    => [ '30d' ],
	'calendar' => [],
];

/**
 * The table for options, at an instant.
 *
 * @return array|\WP_Error With `html`, its `style`, and the names of the options that are left out.
 */
function draw( array $document, array $options, int $now ) {
	$fault = drawn_fault( $options );
	if ( '' !== $fault ) {
		return new \WP_Error( 'refused', $fault );
	}
	$left_out = array_keys( array_filter( array_intersect_key( $options, UNDRAWN ), __NAMESPACE__ . '\is_undrawn', ARRAY_FILTER_USE_BOTH ) );
	$options  = array_diff_key( $options, array_flip( $left_out ) );
	$now     -= (int) ( $document['replay']['offset_seconds'] ?? 0 );
	$view     = view( $document, $options, $now );
	if ( is_wp_error( $view ) ) {
		return $view;
	}
	$drawing           = [
		'document' => $document,
		'options'  => $options,
		'words'    => words( substr( strtolower( $options['lang'] ?? 'en' ), 0, 2 ) ),
		'zone'     => zone( $options['tz'] ?? '' ) ?? new \DateTimeZone( 'UTC' ),
		'now'      => $now,
		'sources'  => array_column( $document['sources'], 'name', 'id' ),
		'columns'  => array_intersect( COLUMNS, preg_split( '~[,\s]+~', strtolower( $options['columns'] ?? '' ) ) ),
	] + $view;
	$drawing['common'] = common_remarks( $drawing );
	return [
		'html'     => drawn_widget( $drawing ),
		'style'    => OWN_STYLE,
		'left_out' => $left_out,
	];
}

function is_undrawn( string $value, string $name ): bool {
	return in_array( strtolower( $value ), UNDRAWN[ $name ], true );
}

/** The first option that can't be, in words: the site judges here what the service does elsewhere. */
function drawn_fault( array $options ): string {
	$wrong = array_filter( array_intersect_key( $options, LOOKS ), fn( $value ) => ! preg_match( COLOUR_PAIR, str_replace( ' ', '', $value ) ) );
	if ( null === zone( $options['tz'] ?? '' ) ) {
		$wrong['tz'] = $options['tz'];
	}
	foreach ( array_intersect_key( $options, OPTIONS ) as $name => $value ) {
		$fault = isset( $wrong[ $name ] )
			/* translators: 1: an option, 2: a value */
			? sprintf( __( '%1$s can’t be “%2$s”.', 'fxwidget' ), $name, $value )
			: fault( $name, $value );
		if ( '' !== $fault ) {
			return $fault;
		}
	}
	return '';
}

/** A zone by its name; UTC for none, null where there is no such zone. */
function zone( string $name ): ?\DateTimeZone {
	try {
		return new \DateTimeZone( '' === $name ? 'UTC' : $name );
	} catch ( \Exception $error ) {
		return null;
	}
}

function drawn_widget( array $drawing ): string {
	$words = $drawing['words'];
	$theme = $drawing['options']['theme'] ?? 'auto';
	$look  = look( $drawing['options'] );
	return sprintf(
		'<div class="fx-widget" lang="%s" dir="%s"%s data-style="%s" data-until="%s" data-digits="%s"%s><div class="fx-box">%s</div></div>',
		esc_attr( $words['tag'] ?? 'en' ),
		esc_attr( $words['dir'] ?? 'ltr' ),
		in_array( $theme, [ 'light', 'dark' ], true ) ? ' data-theme="' . esc_attr( $theme ) . '"' : '',
		OWN_STYLE,
		esc_attr( $drawing['document']['valid_until'] ),
		esc_attr( $words['system'] ?? 'latn' ),
		'' === $look ? '' : ' style="' . esc_attr( $look ) . '"',
		drawn_notices( $drawing ) . drawn_rows( $drawing ) . drawn_converter( $drawing ) . drawn_below( $drawing )
	);
}

/** The custom properties of the options that are colours. */
const LOOKS = [
	'accent' => '--fx-link',
	'ground' => '--fx-ground',
	'text'   => '--fx-text',
	'up'     => '--fx-up',
	'down'   => '--fx-down',
];

/** One colour for both schemes, or one for each. */
const COLOUR_PAIR = '~^#?([0-9a-f]{3}|[0-9a-f]{6})(?:,#?([0-9a-f]{3}|[0-9a-f]{6}))?$~iD';

/** The custom properties of colours, font and size; a pair of colours is for a light and a dark ground. */
function look( array $options ): string {
	$rules = 'page' === ( $options['theme'] ?? '' ) ? [ 'color-scheme:inherit', ...page_colours() ] : [];
	foreach ( array_intersect_key( LOOKS, $options ) as $name => $property ) {
		preg_match( COLOUR_PAIR, str_replace( ' ', '', $options[ $name ] ), $found );
		$rules[] = sprintf( '%s:light-dark(#%s,#%s)', $property, $found[1], $found[2] ?? $found[1] );
	}
	$font = figures()['fonts'][ $options['font'] ?? '' ] ?? '';
	$size = figures()['sizes'][ $options['size'] ?? '' ] ?? 1;
	return implode( ';', [ ...$rules, ...( '' === $font ? [] : [ "--fx-font:$font" ] ), ...( 1 === $size ? [] : [ "font-size:{$size}em" ] ) ] );
}

/** Every colour for a light and a dark page, on the page's own ground. */
function page_colours(): array {
	$light = figures()['palettes']['light'] ?? [];
	$dark  = figures()['palettes']['dark'] ?? [];
	$rules = array_map( fn( $name ) => "--fx-$name:light-dark({$light[ $name ]},{$dark[ $name ]})", array_keys( $light ) );
	return [ ...$rules, '--fx-ground:transparent' ];
}

function drawn_notices( array $drawing ): string {
	$words   = $drawing['words'];
	$checked = moment( $words, instant( $drawing['document']['checked_at'] ?? null ), $drawing['zone'] );
	$old     = $drawing['now'] >= instant( $drawing['document']['valid_until'] );
	$stale   = array_filter( $drawing['rows'], fn( $row ) => in_array( $row['freshness'], [ 'stale', 'withdrawn' ], true ) );
	$texts   = isset( $drawing['document']['replay']['day'] ) ? [ say( $words, 'Replay of recorded days: {day}. These are not today’s rates.', [ 'day' => (string) $drawing['document']['replay']['day'] ] ) ] : [];
	if ( ! $old && 2 * count( $stale ) > count( $drawing['rows'] ) ) {
		$texts[] = say( $words, 'Most of these rates are stale: last checked {time}.', [ 'time' => $checked ] );
	}
	$notices = array_map( fn( $text ) => '<p class="notice" role="status">' . esc_html( $text ) . '</p>', $texts );
	$copy    = say( $words, 'This copy is out of date: last checked {time}. Load it again for newer rates.', [ 'time' => $checked ] );
	return implode( '', $notices ) . sprintf( '<p class="notice old-copy" role="status"%s>%s</p>', $old ? '' : ' hidden', esc_html( $copy ) );
}

function drawn_rows( array $drawing ): string {
	$layout = strtolower( $drawing['options']['layout'] ?? 'auto' );
	$words  = $drawing['words'];
	$titles = '';
	foreach ( $drawing['columns'] as $column ) {
		$titles .= '<th scope="col" class="more">' . esc_html( column_title( $words, $column ) ) . '</th>';
	}
	return sprintf(
		'<table class="%s%s"><caption>%s</caption><thead><tr><th scope="col">%s</th><th scope="col">%s</th>%s</tr></thead>%s</table>',
		esc_attr( 'auto' === $layout ? 'compact' : $layout ),
		$drawing['columns'] ? ' wide' : '',
		drawn_caption( $drawing ),
		esc_html( say( $words, 'Currency' ) ),
		esc_html( say( $words, 'Price' ) ),
		$titles,
		implode( '', array_map( fn( $row ) => drawn_row( $drawing, $row ), $drawing['rows'] ) )
	);
}

function column_title( array $words, string $column ): string {
	return say(
		$words,
		[
			'previous' => 'Previous close',
			'change'   => 'Change',
			'source'   => 'Source',
		][ $column ]
	);
}

function drawn_caption( array $drawing ): string {
	$header = trim( $drawing['options']['header'] ?? '' );
	$hidden = 'none' === strtolower( $header );
	$unit   = unit( $drawing );
	$own    = '' !== $header && ! $hidden;
	$lines  = [ $own ? $unit : '', $drawing['options']['caption'] ?? '' ];
	$common = drawn_remarks( $drawing['common'] );
	$common = '' === $common ? '' : '<p class="quiet">' . esc_html( say( $drawing['words'], 'All rates:' ) ) . " $common</p>";
	return sprintf( '<p class="heading%s">%s</p>%s', $hidden ? ' unseen' : '', esc_html( $own ? $header : $unit ), $common )
		. implode( '', array_map( fn( $line ) => '<p>' . esc_html( $line ) . '</p>', array_filter( $lines, 'strlen' ) ) );
}

/** What the prices are for, such as `1 US dollar`. */
function unit( array $drawing ): string {
	$words  = $drawing['words'];
	$amount = shown_number( $words, $drawing['amount'] );
	if ( is_yes( $drawing['options'], 'inverse' ) ) {
		$values = [
			'amount' => $amount,
			'code'   => $drawing['base'],
		];
		return say( $words, 1.0 === $drawing['amount'] ? 'Prices in {code}' : 'Prices of {amount} in {code}', $values );
	}
	return 1.0 === $drawing['amount'] ? ( $words['units'][ $drawing['base'] ] ?? "1 {$drawing['base']}" ) : "$amount {$drawing['base']}";
}

function drawn_row( array $drawing, array $row ): string {
	$words = $drawing['words'];
	$cells = '';
	foreach ( $drawing['columns'] as $column ) {
		$cell   = cell( $drawing, $row, $column );
		$cells .= sprintf( '<td class="more"><span class="label">%s</span> <span>%s</span></td>', esc_html( column_title( $words, $column ) ), esc_html( '' === $cell ? '—' : $cell ) );
	}
	return sprintf(
		'<tbody><tr>%s<td>%s%s</td>%s</tr><tr class="why"><td colspan="%d"><details><summary><span class="unseen">%s</span></summary><ul>%s</ul></details></td></tr></tbody>',
		drawn_currency( $drawing, $row['code'], $row['row']['name'] ?? '' ),
		drawn_price( $words, $row ),
		drawn_remarks( array_filter( remarks( $drawing, $row ), fn( $remark ) => ! in_array( $remark, $drawing['common'], true ) ), 'remarks' ),
		$cells,
		2 + count( $drawing['columns'] ),
		esc_html( say( $words, 'About {name}', [ 'name' => $row['code'] ] ) ),
		implode( '', array_map( fn( $line ) => '<li>' . esc_html( $line ) . '</li>', explained( $drawing, $row ) ) )
	);
}

function drawn_currency( array $drawing, string $code, $given ): string {
	$name  = $drawing['words']['names'][ $code ] ?? ( is_string( $given ) && '' !== $given ? $given : $code );
	$names = $drawing['options']['names'] ?? 'both';
	$both  = '<span class="name">' . esc_html( $name ) . '</span> <span class="code"><bdi>' . esc_html( $code ) . '</bdi></span>';
	$shown = [
		'names' => esc_html( $name ),
		'codes' => '<bdi>' . esc_html( $code ) . '</bdi>',
	][ $names ] ?? $both;
	$flag  = figures()['flags'][ $drawing['options']['flags'] ?? 'rectangular' ][ $code ] ?? '';
	return '<th scope="row"><div class="currency">' . wp_kses( $flag, allowed() ) . "<span>$shown</span></div></th>";
}

function drawn_price( array $words, array $row ): string {
	if ( null === $row['rate'] ) {
		return '<span class="price"><span aria-hidden="true">—</span><span class="unseen">' . esc_html( say( $words, 'no rate' ) ) . '</span></span>';
	}
	$arrow = [
		'up'   => '▲',
		'down' => '▼',
	][ $row['direction'] ] ?? '';
	$moved = '' === $arrow ? '' : sprintf( ' <span class="%1$s" aria-hidden="true">%2$s</span><span class="unseen"> %3$s</span>', esc_attr( $row['direction'] ), $arrow, esc_html( say( $words, $row['direction'] ) ) );
	return '<span class="price">' . esc_html( shown_number( $words, $row['rate'], $row['decimals'], $row['usual'] ) ) . "$moved</span>";
}

/** The text of a further column; empty where it is not known. */
function cell( array $drawing, array $row, string $column ): string {
	if ( null === $row['rate'] ) {
		return '';
	}
	if ( 'source' === $column ) {
		return source_name( $drawing, $row['row'], 'shown' );
	}
	if ( 'previous' === $column ) {
		return null === $row['close'] ? '' : shown_number( $drawing['words'], $row['close'] );
	}
	return null === $row['percent'] ? '' : per_cent( $drawing['words'], $row['percent'] );
}

/** The name of the first source of a row that plays a part in it. */
function source_name( array $drawing, array $row, string $role ): string {
	foreach ( is_array( $row['sources'] ?? null ) ? $row['sources'] : [] as $source ) {
		if ( ( $source['role'] ?? '' ) === $role ) {
			return $drawing['sources'][ $source['id'] ?? '' ] ?? '';
		}
	}
	return '';
}

/** What a reader who acts on the number has to know: how old it is, and whether others agree. @return array Texts, by whether they warn. */
function remarks( array $drawing, array $row ): array {
	$words = $drawing['words'];
	$texts = [
		'closed'    => [ 'market closed', '' ],
		'late'      => [ 'late', 'warning' ],
		'stale'     => [ 'stale', 'warning' ],
		'withdrawn' => [ 'withdrawn', 'warning' ],
		'single'    => [ 'one source', '' ],
		'pending'   => [ 'newer rate not confirmed yet: last good rate', 'warning' ],
		'held'      => [ 'held: last good rate', 'warning' ],
		'disputed'  => [ 'sources disagree: last good rate', 'warning' ],
	];
	$found = array_intersect_key( $texts, array_flip( [ $row['freshness'], str_replace( '_source', '', (string) ( $row['row']['agreement'] ?? '' ) ) ] ) );
	return array_map( fn( $remark ) => [ say( $words, $remark[0] ), $remark[1] ], array_values( $found ) );
}

/** Remarks that hold for every row, so that they stand once instead of beside each. */
function common_remarks( array $drawing ): array {
	$all = array_map( fn( $row ) => remarks( $drawing, $row ), $drawing['rows'] );
	return count( $all ) < 2 ? [] : array_values( array_filter( $all[0], fn( $remark ) => ! array_filter( $all, fn( $others ) => ! in_array( $remark, $others, true ) ) ) );
}

function drawn_remarks( array $remarks, string $css = '' ): string {
	$spans = array_map( fn( $remark ) => sprintf( '<span class="%s">%s</span>', esc_attr( $remark[1] ), esc_html( $remark[0] ) ), $remarks );
	return $spans ? '<span class="' . esc_attr( $css ) . '">' . implode( "\u{a0}· ", $spans ) . '</span>' : '';
}

/** The lines about a row: of which day, whose number, how it moved. */
function explained( array $drawing, array $row ): array {
	$words   = $drawing['words'];
	$kinds   = [
		'market'      => 'market rate',
		'fixing'      => 'central bank fixing',
		'official'    => 'official rate',
		'free_market' => 'free market',
		'peg'         => 'official peg',
	];
	$crossed = $drawing['base'] !== $drawing['document']['base'];
	$kind    = $crossed ? 'cross rate' : ( $kinds[ $row['row']['kind'] ?? '' ] ?? '' );
	$day     = speaks_of( $words, $row['row'], $drawing['now'] );
	$values  = [
		'what' => say( $words, $kind ),
		'day'  => $day,
	];
	$lines   = [ '' !== $kind && '' !== $day ? say( $words, '{what} of {day}', $values ) : $day ];
	$name    = source_name( $drawing, $row['row'], 'shown' );
	$lines[] = '' === $name ? '' : say( $words, 'source: {name}', [ 'name' => $name ] );
	$other   = source_name( $drawing, $row['row'], 'confirms' );
	$lines[] = '' === $other ? say( $words, 'not confirmed by another source' ) : say( $words, 'confirmed by {names}', [ 'names' => $other ] );
	$lines[] = since_close( $words, $row );
	return array_filter( [ ...array_column( remarks( $drawing, $row ), 0 ), ...$lines ], 'strlen' );
}

/** The day that a row speaks of, with its year where that is another. */
function speaks_of( array $words, array $row, int $now ): string {
	$day = substr( (string) ( $row['as_of'] ?? $row['market_day'] ?? '' ), 0, 10 );
	if ( ! preg_match( '~^\d{4}-\d\d-\d\d$~D', $day ) ) {
		return '';
	}
	$at = new \DateTimeImmutable( $day, new \DateTimeZone( 'UTC' ) );
	return day( $words, $at, $at->format( 'Y' ) !== gmdate( 'Y', $now ) );
}

function since_close( array $words, array $row ): string {
	if ( null === $row['rate'] ) {
		return '';
	}
	if ( null === $row['close'] || null === $row['percent'] ) {
		return say( $words, 'previous close not known' );
	}
	$values = [
		'number'  => shown_number( $words, $row['close'] ),
		'change'  => shown_number( $words, abs( twelve( $row['rate'] - $row['close'] ) ) ),
		'percent' => per_cent( $words, $row['percent'] ),
	];
	$texts  = [
		'previous close {number}: down {change} ({percent})',
		'previous close {number}: no change',
		'previous close {number}: up {change} ({percent})',
	];
	return say( $words, $texts[ ( $row['rate'] <=> $row['close'] ) + 1 ], $values );
}
