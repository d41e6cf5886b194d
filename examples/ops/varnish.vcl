vcl 4.1;

# Varnish before fxwidget: one copy of each variant, renewed in the background, given for a day should the service fail.

import std;

probe alive {
    .url = "/livez";
    .interval = 2s;
    .window = 5;
    .threshold = 3;
    .initial = 3;
}

backend fxwidget {
    .host = "127.0.0.1";
    .port = "8000";
    .probe = alive;
}

sub vcl_recv {
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # The service sets no cookie and reads none.
    unset req.http.Cookie;
    # Trackers and cache-busters make no copy of their own; what is left are the service's options.
    set req.url = regsuball(req.url, "(?<=[?&])(utm_[a-z]+|fbclid|gclid|_)=[^&]*&?", "");
    set req.url = regsub(req.url, "[?&]+$", "");
    # While the service is well a copy is given for as long past its age as the service allows: five minutes.
    if (std.healthy(req.backend_hint)) {
        set req.grace = 300s;
    }
    return (hash);
}

sub vcl_backend_response {
    if (bereq.is_bgfetch && beresp.status >= 500) {
        return (abandon);
    }
    if (beresp.status == 200) {
        set beresp.grace = 1d;
    }
    # A badge does not show its day.
    if (bereq.url ~ "^/badge/") {
        set beresp.grace = 300s;
    }
}
