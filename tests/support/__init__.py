"""What tests share: servers, browsers, services, banks, and the rules of a run. Nothing here is a test."""
