// XML as S3 servers answer: elements and text; attributes, comments and declarations are passed
// over, document types and processing beyond that refused. Pure; whatever comes, it ends.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::objects {

struct XmlNode {
  std::string name{};  // without a namespace's prefix
  std::string text{};  // directly in it
  std::vector<XmlNode> children{};

  const XmlNode* find(std::string_view child) const;  // the first of that name
  std::string text_of(std::string_view child) const;  // "" where there is none
};

Result<XmlNode> parse_xml(std::string_view text);

}  // namespace millrace::objects
