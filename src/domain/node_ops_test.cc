#include "domain/node_ops.h"

#include <gtest/gtest.h>

#include "domain/crud.h"
#include "store/audit_log.h"
#include "store/event_log.h"
#include "store/ledger_views.h"
#include "store/store_fixture.h"
#include "store/table.h"

namespace millrace::domain {
namespace {

using base::Duration;
using store::ReadTx;
using store::Table;
using store::Tx;

class NodeOps : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    write([&](Tx& tx) -> Result<void> {
      TRY_ASSIGN(const auto cluster, ensure_cluster(tx, "local"));
      resource::Node node;
      node.name = "n";
      node.cluster = cluster.id;
      node.cpu_millis = 4000;
      node.memory_bytes = std::int64_t{8} << 30;
      TRY_ASSIGN(node_, register_node(tx, node));
      return {};
    });
  }
  std::vector<std::string> events_of(const std::string& object) {
    std::vector<std::string> out;
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(const auto all, store::list_events(tx, {.object_id = object}));
      for (const auto& e : all) out.push_back(e.reason);
      return {};
    });
    return out;
  }
  resource::Node node_;
};

TEST_F(NodeOps, AnAdministratorClosesANodeAndOpensItAgain) {
  Actor admin = system_actor();
  admin.user_id = "0admin";
  admin.account = "admin";
  const auto do_it = [&](auto act) {
    resource::Node node;
    write([&](Tx& tx) -> Result<void> {
      TRY_ASSIGN(node, act(tx));
      return {};
    });
    return node;
  };
  auto node = do_it([&](Tx& tx) { return cordon(tx, admin, node_.id, "new disk"); });
  EXPECT_EQ(node.state, resource::NodeState::kCordoned);
  EXPECT_EQ(node.state_reason, "new disk");
  node = do_it([&](Tx& tx) { return uncordon(tx, admin, node_.id); });
  EXPECT_EQ(node.state, resource::NodeState::kReady);
  EXPECT_EQ(node.cordon_reason, "");
  const auto revision = node.revision;
  EXPECT_EQ(do_it([&](Tx& tx) { return uncordon(tx, admin, node_.id); }).revision, revision);
  EXPECT_EQ(events_of(node_.id), (std::vector<std::string>{"Registered", "cordon", "uncordon"}));
}

TEST_F(NodeOps, APatchOfANodeIsAsGoodAsTheVerbs) {
  Actor admin = system_actor();
  admin.account = "admin";
  const auto patch = [&](bool cordoned) {
    write([&](Tx& tx) -> Result<void> {
      TRY_ASSIGN(const auto after, update(tx, admin, resource::Node::kind(), node_.id,
                                          json::Object{{"cordoned", cordoned}}, std::nullopt));
      const auto& node = static_cast<const resource::Node&>(*after);
      EXPECT_EQ(node.state,
                cordoned ? resource::NodeState::kCordoned : resource::NodeState::kReady);
      EXPECT_EQ(node.state_reason.empty(), !cordoned);
      return {};
    });
  };
  patch(true);
  clock_.advance(Duration(1000));
  patch(false);
  read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto events, store::list_events(tx, {.object_id = node_.id}));
    EXPECT_EQ(events.size(), 3u);
    EXPECT_EQ(events[1].message, "cordoned (false → true)");
    EXPECT_EQ(events[1].actor_name, "admin");
    EXPECT_EQ(events[2].message, "cordoned (true → false)");
    TRY_ASSIGN(const auto audit, store::list_audit(tx, {.object_id = node_.id}));
    EXPECT_EQ(audit.size(), 2u);
    return {};
  });
  read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto ledger, store::verify_ledger(tx, clock_.now()));
    EXPECT_EQ(ledger.problems, std::vector<std::string>{});
    return {};
  });
}

TEST_F(NodeOps, ACardsFaultIsClearedByHand) {
  write([&](Tx& tx) -> Result<void> {
    TRY_ASSIGN(resource::Node node, Table<resource::Node>().get(tx, node_.id));
    node.cards = {{.index = 3, .model = "H800", .uuid = {}}};
    TRY(Table<resource::Node>().update(tx, node));
    return set_card_fault(tx, node_.id, 3, resource::FaultLevel::kL5);
  });
  write([&](Tx& tx) -> Result<void> {
    TRY_ASSIGN(const auto node, clear_fault(tx, system_actor(), node_.id, 3));
    EXPECT_EQ(node.cards[0].fault, resource::FaultLevel::kNone);
    const auto absent = clear_fault(tx, system_actor(), node_.id, 4);
    EXPECT_EQ(absent.error().code, ErrorCode::kNotFound);
    return {};
  });
}

}  // namespace
}  // namespace millrace::domain
