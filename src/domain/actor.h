// Who acts: what authorisation, audit and ownership need to know. Values.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "resource/people.h"

namespace millrace::domain {

struct Actor {
  std::string user_id;
  std::string account;
  std::vector<resource::Group> groups;
  std::string address;     // where the request came from; "" for the server itself
  std::string request_id;
  // Roles by workspace id; administrators act in all workspaces without being listed.
  std::map<std::string, std::vector<resource::MemberRole>> roles;

  bool is_administrator() const {
    for (const auto g : groups)
      if (g == resource::Group::kAdministrator) return true;
    return false;
  }
};

// The server acting by itself: controllers, first start. Shown as "system".
inline Actor system_actor() {
  return {.user_id = "",
          .account = "system",
          .groups = {resource::Group::kAdministrator},
          .address = "",
          .request_id = "",
          .roles = {}};
}

}  // namespace millrace::domain
