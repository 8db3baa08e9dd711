#include "support/git_server.h"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "base/process.h"
#include "support/loopback.h"
#include "support/processes.h"

namespace reeve::test {

namespace {

std::string user_name() {
  const passwd* user = getpwuid(getuid());
  return user == nullptr ? "root" : user->pw_name;
}

void run(const std::vector<std::string>& argv) {
  ProcessSpec spec;
  spec.argv = argv;
  spec.environment = inherited_environment();
  const ProcessResult result = run_process(spec);
  if (!result.succeeded()) throw std::runtime_error(shell_words(argv) + ": " + result.err);
}

// Programs of the system's administration are not in everybody's PATH.
Environment with_system_programs() {
  Environment environment = inherited_environment();
  environment["PATH"] += ":/usr/sbin:/sbin";
  return environment;
}

// sshd heeds the first such line only.
std::string set_environment(const Environment& environment) {
  std::string line;
  for (const auto& [name, value] : environment) line += fmt::format(" {}={}", name, value);
  return line.empty() ? "" : "SetEnv" + line + "\n";
}

}  // namespace

std::vector<std::string> GitServer::transports() {
  return {"a path", "git daemon", "smart HTTP", "SSH"};
}

GitServer::GitServer(const std::string& transport, const Environment& environment) {
  if (transport == "a path") url_ = repository_.path().string();
  if (transport == "git daemon") start_daemon();
  if (transport == "smart HTTP") start_http();
  if (transport == "SSH") start_ssh(environment);
  if (url_.empty()) throw std::invalid_argument("no transport " + transport);
}

GitServer::~GitServer() {
  const std::string of_this_server = folder_.path().string() + "/";  // fcgiwrap leaves its workers behind
  for (auto& program : programs_) program->send(SIGTERM);
  for (auto& program : programs_) {
    if (!eventually([&] { return !program->running(); })) program->send(SIGKILL);
  }
  for (const pid_t left : processes_with(of_this_server)) kill(left, SIGKILL);
}

void GitServer::start(const std::vector<std::string>& argv) {
  std::vector<std::string> words{"/usr/bin/env"};  // looks into PATH
  words.insert(words.end(), argv.begin(), argv.end());
  programs_.push_back(std::make_unique<Spawned>(words, with_system_programs()));
}

void GitServer::wait_for_port() const {
  if (!eventually([&] { return is_open(port_); })) throw std::runtime_error("nobody listens at " + url_);
}

void GitServer::start_daemon() {
  port_ = free_port();
  const std::string base = repository_.path().parent_path();
  url_ = fmt::format("git://127.0.0.1:{}/{}", port_, repository_.path().filename().string());
  start({"sh", "-c", "trap '' XFSZ; exec \"$(git --exec-path)/git-daemon\" \"$@\"", "sh",
         "--listen=127.0.0.1", fmt::format("--port={}", port_), "--base-path=" + base, "--export-all",
         "--enable=receive-pack", "--reuseaddr", "--informative-errors", "--max-connections=100", base});
  wait_for_port();
}

void GitServer::start_http() {
  port_ = free_port();
  const auto& folder = folder_.path();
  write_file(folder / "users", "ada:{PLAIN}secret\n");
  write_file(folder / "nginx.conf", fmt::format(R"(user {user};
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_max_body_size 0;
  client_body_temp_path {folder}/body;
  fastcgi_temp_path {folder}/fastcgi;
  proxy_temp_path {folder}/proxy;
  scgi_temp_path {folder}/scgi;
  uwsgi_temp_path {folder}/uwsgi;
  server {{
    listen 127.0.0.1:{port};
    auth_basic "hub";
    auth_basic_user_file {folder}/users;
    location / {{
      fastcgi_pass unix:{folder}/fcgi;
      fastcgi_param SCRIPT_FILENAME /usr/lib/git-core/git-http-backend;
      fastcgi_param GIT_PROJECT_ROOT {root};
      fastcgi_param GIT_HTTP_EXPORT_ALL 1;
      fastcgi_param PATH_INFO $uri;
      fastcgi_param QUERY_STRING $query_string;
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param CONTENT_TYPE $content_type;
      fastcgi_param CONTENT_LENGTH $content_length;
      fastcgi_param HTTP_CONTENT_ENCODING $http_content_encoding;
      fastcgi_param REMOTE_USER $remote_user;
      fastcgi_param REMOTE_ADDR $remote_addr;
      fastcgi_param GIT_PROTOCOL $http_git_protocol;
    }}
  }}
}}
)",
                                                fmt::arg("user", user_name()),
                                                fmt::arg("folder", folder.string()), fmt::arg("port", port_),
                                                fmt::arg("root", repository_.path().parent_path().string())));
  url_ = fmt::format("http://ada:secret@127.0.0.1:{}/{}", port_, repository_.path().filename().string());
  start({"fcgiwrap", "-c", "8", "-s", "unix:" + (folder / "fcgi").string()});
  start({"nginx", "-p", folder.string(), "-e", (folder / "error.log").string(), "-c",
         (folder / "nginx.conf").string()});
  wait_for_port();
  if (!eventually([&] { return std::filesystem::exists(folder / "fcgi"); }))
    throw std::runtime_error("fcgiwrap has not started");
}

void GitServer::start_ssh(const Environment& environment) {
  port_ = free_port();
  const std::string folder = folder_.path();
  for (const char* key : {"host", "user"})
    run({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/" + key});
  write_file(folder_.path() / "sshd.conf",
             fmt::format("ListenAddress 127.0.0.1\nPort {}\nHostKey {}/host\nAuthorizedKeysFile {}/user.pub\n"
                         "StrictModes no\nUsePAM no\nPasswordAuthentication no\nPidFile none\n"
                         "PermitRootLogin yes\nMaxStartups 200\nAcceptEnv GIT_PROTOCOL\n{}",
                         port_, folder, folder, set_environment(environment)));
  if (getuid() == 0) make_folders("/run/sshd");
  setenv("GIT_SSH_COMMAND",
         fmt::format("ssh -F none -i {0}/user -o IdentitiesOnly=yes -o BatchMode=yes -o LogLevel=ERROR "
                     "-o StrictHostKeyChecking=accept-new -o UserKnownHostsFile={0}/known",
                     folder)
             .c_str(),
         1);
  url_ = fmt::format("ssh://{}@127.0.0.1:{}{}", user_name(), port_, repository_.path().string());
  start({"/usr/sbin/sshd", "-D", "-e", "-f", folder + "/sshd.conf"});
  wait_for_port();
}

}  // namespace reeve::test
