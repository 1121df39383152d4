using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "blog", worker = .blog)],
  sockets = [(name = "http", http = (), service = "blog")],
);

const blog :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "dist/worker.js")],
  bindings = [(name = "LATCHKEY_SECRETS", fromEnvironment = "LATCHKEY_SECRETS")],
  # Before workerd turned on what is Node's by default: the library needs nothing of it.
  compatibilityDate = "2025-06-01",
);
