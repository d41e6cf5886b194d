<?php
/**
 * What a visitor's page asks its own site for once its copy is old: `GET /wp-json/fxwidget/v1/table/ID`.
 *
 * Only tables that the site shows are given, and nobody is asked for them. The answer is the same for all visitors: caches may
 * store it for a minute, and it is not sent again to who has it (`ETag`).
 */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

add_action(
	'rest_api_init',
	function () {
		register_rest_route(
			'fxwidget/v1',
			'/table/(?P<id>[0-9a-f]{32})',
			[
				'methods'             => 'GET',
				'callback'            => __NAMESPACE__ . '\answer',
				'permission_callback' => '__return_true',
				'args'                => [
					'style' => [
						'type'        => 'string',
						'description' => __( 'The style that the page has.', 'fxwidget' ),
					],
				],
			]
		);
	}
);

function table_url( string $query ): string {
	return rest_url( 'fxwidget/v1/table/' . table_id( $query ) );
}

/** @return \WP_REST_Response|\WP_Error */
function answer( \WP_REST_Request $request ) {
	$queries = array_filter( array_keys( shown() ), fn( $query ) => table_id( $query ) === $request['id'] );
	$found   = $queries ? current_table( reset( $queries ) ) : [ 'html' => '' ];
	if ( '' === $found['html'] ) {
		return new \WP_Error( 'fxwidget_none', __( 'This site shows no such table.', 'fxwidget' ), [ 'status' => 404 ] );
	}
	$body     = [
		'html'  => $found['html'],
		'style' => $found['style'],
		'css'   => $request['style'] === $found['style'] ? '' : kept_style( $found['style'] ),
	];
	$etag     = '"' . md5( (string) wp_json_encode( $body ) ) . '"';
	$has      = in_array( $etag, array_map( fn( $tag ) => preg_replace( '~^W/~', '', trim( $tag ) ), explode( ',', (string) $request->get_header( 'if_none_match' ) ) ), true );
	$response = new \WP_REST_Response( $has ? null : $body, $has ? 304 : 200 );
	$response->header( 'ETag', $etag );
	$response->header( 'Cache-Control', 'public, max-age=60' );
	return $response;
}
