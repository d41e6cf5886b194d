"""Past rates for programs: ``history`` reads a currency's closes from a store, from a service, or out of the sources' archives."""
