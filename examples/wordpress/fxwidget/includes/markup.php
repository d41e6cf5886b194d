<?php
/** What of the source's markup and style is let into the site's pages, and what a copy says of its age. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

/** The elements and attributes that a table is made of, for `wp_kses`: nothing that runs, loads or is sent elsewhere. */
function allowed(): array {
	$common = [ 'class', 'part', 'lang', 'dir', 'hidden', 'role', 'tabindex', 'title', 'aria-hidden', 'aria-label', 'aria-pressed', 'data-*' ];
	$paint  = [ 'fill', 'fill-rule', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'opacity', 'transform', 'vector-effect' ];
	$own    = [
		'a'       => [ 'href', 'target', 'rel', 'download' ],
		'button'  => [ 'type' ],
		'details' => [ 'open' ],
		'td'      => [ 'colspan', 'rowspan', 'headers' ],
		'th'      => [ 'scope', 'colspan', 'rowspan' ],
		'time'    => [ 'datetime' ],
		'input'   => [ 'name', 'value', 'min', 'step', 'inputmode', 'required' ],
		'select'  => [ 'name' ],
		'option'  => [ 'value', 'selected' ],
		'svg'     => [ 'xmlns', 'width', 'height', 'viewbox', 'focusable', 'preserveaspectratio', ...$paint ],
		'g'       => $paint,
		'path'    => [ 'd', ...$paint ],
		'circle'  => [ 'cx', 'cy', 'r', ...$paint ],
		'ellipse' => [ 'cx', 'cy', 'rx', 'ry', ...$paint ],
		'rect'    => [ 'x', 'y', 'rx', 'ry', 'width', 'height', ...$paint ],
		'polygon' => [ 'points', ...$paint ],
		'text'    => [ 'x', 'y', 'font-family', 'font-size', 'font-weight', 'text-anchor', ...$paint ],
	];
	$plain  = [ 'bdi', 'b', 'br', 'caption', 'col', 'colgroup', 'dd', 'div', 'dl', 'dt', 'em', 'form', 'i', 'label', 'li', 'ol', 'output', 'p', 'small', 'span', 'strong', 'summary', 'table', 'tbody', 'tfoot', 'thead', 'tr', 'ul' ];
	$found  = [];
	foreach ( $own + array_fill_keys( $plain, [] ) as $element => $attributes ) {
		$found[ $element ] = array_fill_keys( [ ...$common, ...$attributes ], true );
	}
	$found['input']['type'] = [ 'values' => [ 'number', 'checkbox' ] ];
	return $found;
}

/** A fragment as it may stand in a page: its links lead to the source, or nowhere; its converter is the script's alone. */
function clean( string $fragment ): string {
	$clean = wp_kses( $fragment, allowed(), [ 'http', 'https' ] );
	$clean = preg_replace( '~\s(?:fill|stroke)=(?!"(?:#[0-9a-f]{3,8}|none|currentcolor)")(?:"[^"]*"|\'[^\']*\')~i', '', $clean );
	$clean = preg_replace( '~\s*<input type="hidden"[^>]*>~', '', $clean );
	$clean = str_replace( '<form class="converter">', '<form class="converter" hidden>', $clean );
	return preg_replace_callback( '~ href="(?!https?:)([^"]+)"~', __NAMESPACE__ . '\linked', $clean );
}

/** A link of the source's own, with its full address; without one where the source has nothing there. */
function linked( array $found ): string {
	$given = html_entity_decode( $found[1] );
	$url   = link_target( preg_replace( '~^(?:\.{0,2}/)*~', '/', $given ), '/' === $given[0] );
	return '' === $url ? '' : ' href="' . esc_attr( esc_url_raw( $url ) ) . '"';
}

/** Whether every element of a markup is closed in its order, so that it cannot swallow the page around it. */
function is_closed( string $markup ): bool {
	$open = [];
	preg_match_all( '~<(/?)([a-z][a-z0-9-]*)[^>]*?(/?)>~i', $markup, $tags, PREG_SET_ORDER );
	foreach ( $tags as [ , $end, $name, $alone ] ) {
		if ( '' !== $end ) {
			if ( array_pop( $open ) !== $name ) {
				return false;
			}
		} elseif ( '' === $alone && ! in_array( $name, [ 'br', 'col', 'input' ], true ) ) {
			$open[] = $name;
		}
	}
	return [] === $open;
}

/** Whether a style asks nobody for anything and stays within its element. */
function is_harmless( string $style ): bool {
	return ! preg_match( '~[<\\\\]|//|https?:|url\(|image|@import|@font-face~i', $style );
}

/** A stored table as it stands at `$now`: one whose time has passed shows the notice that it carries. */
function aged( string $table, int $now ): string {
	$valid = valid_until( $table );
	if ( null === $valid || $now < $valid ) {
		return $table;
	}
	return preg_replace( '~(<p class="notice old-copy"[^>]*?) hidden>~', '$1>', $table );
}

/** Until when a table is good by its own word; null where it does not say. */
function valid_until( string $table ): ?int {
	return preg_match( '~ data-until="([^"]+)"~', $table, $found ) ? instant( $found[1] ) : null;
}
