<?php
/** A bare address of the source on a line of its own: the site's own copy of that table stands in its place, where a frame would. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

add_action(
	'init',
	function () {
		if ( '' !== address() ) {
			wp_embed_register_handler( 'fxwidget', '~^' . preg_quote( root(), '~' ) . '/(?<page>[^?#]*)(?:\?(?<query>[^#]*))?$~', __NAMESPACE__ . '\embedded' );
		}
	}
);

/** The table of an address; false where it is that of something else. @return string|false */
function embedded( array $found ) {
	$options = page_options( $found['page'], html_entity_decode( $found['query'] ?? '' ) );
	return null === $options ? false : table( $options );
}

/** What a page of the source was asked for; null where it is no table. */
function page_options( string $page, string $query ): ?array {
	if ( in_array( $page, [ '', 'index.html', 'widget', 'widget/', 'widget.html', 'widget/index.html' ], true ) ) {
		return options_of( $query );
	}
	$file = rawurldecode( $page );
	$urls = array_keys( array_intersect( source()['manifest'], [ $file, rtrim( $file, '/' ) . '/index.html' ] ) );
	$url  = reset( $urls );
	return is_string( $url ) && preg_match( '~^/widget\?(.*)$~', $url, $asked ) ? options_of( $asked[1] ) : null;
}
