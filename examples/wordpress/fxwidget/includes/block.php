<?php
/** The block: the table with its options as lists, a preview as the page will show it, and the theme's colours and spacing. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

add_action( 'init', __NAMESPACE__ . '\register_block' );

/** The words by which the inserter finds it. */
function keywords(): array {
	return [
		__( 'currency', 'fxwidget' ),
		__( 'rates', 'fxwidget' ),
		__( 'converter', 'fxwidget' ),
		'forex',
		'BRICS',
	];
}

/** What the theme's own controls may change. Colours become the table's own: nothing of the theme reaches into it. */
const SUPPORTS = [
	'html'    => false,
	'anchor'  => true,
	'align'   => [ 'left', 'center', 'right', 'wide', 'full' ],
	'spacing' => [
		'margin'  => true,
		'padding' => true,
	],
	'color'   => [
		'background'                      => true,
		'text'                            => true,
		'link'                            => true,
		'__experimentalSkipSerialization' => true,
	],
];

function register_block(): void {
	wp_register_script(
		'fxwidget-block',
		plugins_url( 'block.js', FILE ),
		[ 'wp-blocks', 'wp-element', 'wp-block-editor', 'wp-components', 'wp-server-side-render', 'wp-i18n' ],
		VERSION,
		true
	);
	$known = [
		'options' => OPTIONS,
		'labels'  => labels(),
		'groups'  => groups(),
	];
	wp_add_inline_script( 'fxwidget-block', 'window.fxwidgetBlock = ' . wp_json_encode( $known ) . ';', 'before' );
	wp_set_script_translations( 'fxwidget-block', 'fxwidget', dirname( FILE ) . '/languages' );
	register_block_type(
		'fxwidget/table',
		[
			'api_version'           => 2,
			'title'                 => __( 'Exchange rates', 'fxwidget' ),
			'description'           => __( 'A table of exchange rates that says how fresh it is.', 'fxwidget' ),
			'category'              => 'widgets',
			'icon'                  => 'money-alt',
			'keywords'              => keywords(),
			'supports'              => SUPPORTS,
			'attributes'            => attributes(),
			'editor_script_handles' => [ 'fxwidget-block' ],
			'render_callback'       => __NAMESPACE__ . '\render_block',
		]
	);
}

/** The options as attributes; the theme's colours have names of their own, which `text` must not take. */
function attributes(): array {
	return array_map( fn( $values ) => [ 'type' => 'string' ] + ( $values ? [ 'enum' => [ '', ...$values ] ] : [] ), OPTIONS );
}

function render_block( array $given ): string {
	$options = array_filter( array_intersect_key( $given, OPTIONS ), fn( $value ) => is_string( $value ) && '' !== $value );
	$colours = theme_colours( $given );
	$extra   = '' === $colours ? [] : [ 'style' => "$colours;" ];
	return sprintf( '<div %s>%s</div>', get_block_wrapper_attributes( $extra ), table( $options ) );
}

/** How much of the text's colour is in those that stand between it and the ground, in per cent. */
const QUIETER = [
	'quiet'  => 78,
	'rule'   => 22,
	'field'  => 60,
	'notice' => 8,
];

/** What rises, falls and warns, before the text's colour is mixed in. */
const TELLING = [
	'up'      => '#2e9e5b',
	'down'    => '#d9483f',
	'warning' => '#d98a1f',
];

/** The theme's colours as the table's custom properties, with those that go with them. */
function theme_colours( array $given ): string {
	$colours = [
		'ground' => theme_colour( $given['backgroundColor'] ?? $given['style']['color']['background'] ?? '' ),
		'text'   => theme_colour( $given['textColor'] ?? $given['style']['color']['text'] ?? '' ),
		'link'   => theme_colour( $given['style']['elements']['link']['color']['text'] ?? '' ),
	];
	if ( '' === $colours['link'] && '' !== $colours['ground'] ) {
		$colours['link'] = $colours['text'];
	}
	$rules = [];
	foreach ( array_filter( $colours, 'strlen' ) as $name => $colour ) {
		$rules[] = "--fx-$name:$colour";
	}
	if ( '' !== $colours['ground'] && '' !== $colours['text'] ) {
		foreach ( QUIETER as $name => $part ) {
			$rules[] = "--fx-$name:color-mix(in srgb,{$colours['text']} $part%,{$colours['ground']})";
		}
		foreach ( TELLING as $name => $colour ) {
			$rules[] = "--fx-$name:color-mix(in srgb,{$colours['text']} 40%,$colour)";
		}
	}
	return implode( ';', $rules );
}

/** A colour as CSS has it: a hex one, or one of the theme's by its name; empty for anything else. */
function theme_colour( $colour ): string {
	if ( ! is_string( $colour ) ) {
		return '';
	}
	if ( preg_match( '~^#[0-9a-f]{3,8}$~iD', $colour ) ) {
		return $colour;
	}
	$name = preg_replace( '~^var:preset\|color\|~', '', $colour );
	return preg_match( '~^[a-z0-9-]+$~iD', $name ) ? "var(--wp--preset--color--$name)" : '';
}
