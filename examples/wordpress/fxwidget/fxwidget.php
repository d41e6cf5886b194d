<?php
/**
 * Plugin Name: fxwidget
 * Description: Exchange rates from a fxwidget service, from its files on any host, or from one rates.json: a block, a shortcode and a widget, kept on your own site.
 * Version: 1.1.0
 * Requires at least: 6.1
 * Requires PHP: 7.4
 * Author: The fxwidget maintainers
 * License: MIT
 * License URI: https://opensource.org/license/mit
 * Text Domain: fxwidget
 * Domain Path: /languages
 *
 * WP-Cron alone asks the source; a page view reads what is stored, and never waits.
 */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

const VERSION = '1.1.0';
const FILE    = __FILE__;

require __DIR__ . '/includes/options.php';
require __DIR__ . '/includes/given.php';
require __DIR__ . '/includes/markup.php';
require __DIR__ . '/includes/http.php';
require __DIR__ . '/includes/source.php';
require __DIR__ . '/includes/service.php';
require __DIR__ . '/includes/static-set.php';
require __DIR__ . '/includes/document.php';
require __DIR__ . '/includes/words.php';
require __DIR__ . '/includes/numbers.php';
require __DIR__ . '/includes/view.php';
require __DIR__ . '/includes/drawing.php';
require __DIR__ . '/includes/drawing-below.php';
require __DIR__ . '/includes/copies.php';
require __DIR__ . '/includes/page-caches.php';
require __DIR__ . '/includes/schedule.php';
require __DIR__ . '/includes/table.php';
require __DIR__ . '/includes/rest.php';
require __DIR__ . '/includes/block.php';
require __DIR__ . '/includes/embed.php';
require __DIR__ . '/includes/class-widget.php';
require __DIR__ . '/includes/languages.php';
require __DIR__ . '/includes/installing.php';
require __DIR__ . '/includes/settings.php';
