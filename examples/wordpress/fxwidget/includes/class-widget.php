<?php
/** The classic widget: the table in a sidebar of themes without blocks. */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

add_action( 'widgets_init', fn() => register_widget( Widget::class ) );

/** A title, and options as a shortcode has them. */
class Widget extends \WP_Widget {

	/** The options that its form has; a shortcode in a text widget has all of them. */
	const FIELDS = [ 'currencies', 'base', 'layout', 'converter', 'theme', 'lang' ];

	public function __construct() {
		parent::__construct(
			'fxwidget',
			__( 'Exchange rates', 'fxwidget' ),
			[
				'description'                 => __( 'A table of exchange rates that says how fresh it is.', 'fxwidget' ),
				'customize_selective_refresh' => true,
				'show_instance_in_rest'       => true,
			]
		);
	}

	public function widget( $args, $instance ) {
		$title = apply_filters( 'widget_title', $instance['title'] ?? '', $instance, $this->id_base ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- WordPress's own.
		echo $args['before_widget']; // phpcs:ignore WordPress.Security.EscapeOutput -- the theme's own.
		if ( '' !== $title ) {
			echo $args['before_title'] . esc_html( $title ) . $args['after_title']; // phpcs:ignore WordPress.Security.EscapeOutput -- the theme's own.
		}
		echo table( array_intersect_key( $instance, OPTIONS ) ); // phpcs:ignore WordPress.Security.EscapeOutput -- filtered when it was stored, or escaped when it was drawn.
		echo $args['after_widget']; // phpcs:ignore WordPress.Security.EscapeOutput -- the theme's own.
	}

	public function update( $new_instance, $old_instance ) {
		$found = [ 'title' => sanitize_text_field( $new_instance['title'] ?? '' ) ];
		foreach ( self::FIELDS as $name ) {
			$value = sanitize_text_field( $new_instance[ $name ] ?? '' );
			if ( '' !== $value && '' === fault( $name, $value ) ) {
				$found[ $name ] = $value;
			}
		}
		return $found;
	}

	public function form( $instance ) {
		$this->field( 'title', __( 'Title', 'fxwidget' ), [], $instance['title'] ?? '' );
		foreach ( self::FIELDS as $name ) {
			$this->field( $name, labels()[ $name ], OPTIONS[ $name ], $instance[ $name ] ?? '' );
		}
	}

	private function field( string $name, string $label, array $values, string $chosen ): void {
		printf( '<p><label for="%s">%s</label>', esc_attr( $this->get_field_id( $name ) ), esc_html( $label ) );
		control( $this->get_field_id( $name ), $this->get_field_name( $name ), 'widefat', $values, $chosen );
		echo '</p>';
	}
}
