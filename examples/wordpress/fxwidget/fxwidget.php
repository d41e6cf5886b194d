<?php
/**
 * Plugin Name: fxwidget
 * Description: Exchange rates from your fxwidget service as a shortcode and a block, kept on your own site.
 * Version: 1.0.0
 * Requires at least: 6.1
 * Requires PHP: 7.4
 * Author: The fxwidget maintainers
 * License: MIT
 * License URI: https://opensource.org/license/mit
 * Text Domain: fxwidget
 *
 * The service is asked by WP-Cron only; a page view reads what is kept, and never waits.
 */

namespace Fxwidget;

defined( 'ABSPATH' ) || exit;

const VERSION = '1.0.0';
const FILE    = __FILE__;

require __DIR__ . '/includes/options.php';
require __DIR__ . '/includes/markup.php';
require __DIR__ . '/includes/service.php';
require __DIR__ . '/includes/copies.php';
require __DIR__ . '/includes/schedule.php';
require __DIR__ . '/includes/table.php';
require __DIR__ . '/includes/settings.php';
