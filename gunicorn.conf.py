"""How the web server runs: two processes of four threads; the address is given on the command line."""

workers = 2
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
# The default socket is one file per user: two servers on one machine would take it from each other.
control_socket_disable = True
