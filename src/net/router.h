// Paths → routes. A literal segment wins over "{id}:verb", that over "{id}", that over "{rest*}";
// what matches but has no route for the method makes way for a later candidate that has one.
// Filled first, then read by any thread.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::net {

class Router {
 public:
  // `route` is the caller's number for it. CHECKs that the pattern is well formed and new.
  void add(const std::string& method, const std::string& pattern, std::size_t route);

  struct Match {
    enum class Kind { kFound, kNoPath, kNoMethod, kBadEscape } kind = Kind::kNoPath;
    std::size_t route = 0;
    std::vector<std::pair<std::string, std::string>> params;  // decoded
    std::string allow;                                        // for kNoMethod
  };
  // HEAD is served by GET's route.
  Match match(std::string_view method, std::string_view path) const;

 private:
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::map<std::string, std::unique_ptr<Node>, std::less<>> verbs;  // "{x}:verb"
    std::unique_ptr<Node> param;
    std::unique_ptr<Node> rest;
    struct Route {
      std::size_t number;
      std::vector<std::string> names;
    };
    std::map<std::string, Route, std::less<>> methods;
  };
  struct Search;
  Node root_;
};

}  // namespace millrace::net
