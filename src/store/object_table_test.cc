// Table<T> on a kind of its own: rows, versions, names, lists.
#include <fmt/core.h>

#include <set>

#include "base/ids.h"
#include "base/strings.h"
#include "store/migrate.h"
#include "store/store_fixture.h"
#include "store/table.h"

namespace millrace::store {
namespace {

struct Widget : resource::Object {
  std::string colour = "red";
  std::string serial;
  int size = 0;
  std::optional<base::Time> sold_at;
  bool broken = false;
  std::string state = "new";
  static const resource::Kind& kind();
};

constexpr describe::Field kFields[] = {
    describe::field<&Widget::colour>("colour", Access::kMutable, "Colour.",
                                     {.index = Index::kFilter}),
    describe::field<&Widget::serial>("serial", Access::kMutable, "Number.",
                                     {.index = Index::kUnique}),
    describe::field<&Widget::size>("size", Access::kMutable, "Size.", {.index = Index::kFilter}),
    describe::field<&Widget::sold_at>("sold_at", Access::kServer, "Sold.",
                                      {.index = Index::kFilter}),
    describe::field<&Widget::broken>("broken", Access::kServer, "Broken."),
    describe::field<&Widget::state>("state", Access::kServer, "State.", {.index = Index::kFilter}),
};
constexpr describe::Table kTable{kFields};

const resource::Kind& Widget::kind() {
  static const resource::Kind kKind{
      .name = "widget",
      .plural = "widgets",
      .table_name = "widget",
      .table = &kTable,
      .make = [] { return std::unique_ptr<resource::Object>(new Widget); },
      .state = [](const resource::Object& o) -> std::string_view {
        return static_cast<const Widget&>(o).state;
      },
      .doc = "A thing."};
  return kKind;
}

class Widgets : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    write([](Tx& tx) -> Result<void> {
      const std::string sql = in_dialect(create_table_sql(Widget::kind()), tx.dialect());
      for (const auto statement : base::split(sql, ';'))
        if (!base::trim(statement).empty()) TRY(tx.execute(statement, {}));
      return {};
    });
  }
  Widget make(const std::string& name, const std::string& workspace = "ws") {
    Widget w;
    w.name = name;
    w.workspace = workspace;
    w.serial = workspace + name;
    w.owner = "u1";
    return w;
  }
  Widget add(Widget w) {
    write([&](Tx& tx) { return table_.insert(tx, w); });
    return w;
  }
  Page<Widget> list(const ListQuery& query) {
    Page<Widget> page;
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(page, table_.list(tx, query));
      return {};
    });
    return page;
  }
  Error list_error(const ListQuery& query) {
    const auto done = store_->read([&](ReadTx& tx) -> Result<void> {
      TRY(table_.list(tx, query));
      return {};
    });
    return done ? Error{} : done.error();
  }
  Widget get(const std::string& id) {
    Widget w;
    read([&](ReadTx& tx) -> Result<void> {
      TRY_ASSIGN(w, table_.get(tx, id));
      return {};
    });
    return w;
  }
  static std::vector<std::string> names(const std::vector<Widget>& widgets) {
    std::vector<std::string> out;
    for (const auto& w : widgets) out.push_back(w.name);
    return out;
  }

  Table<Widget> table_;
};

TEST_F(Widgets, ComeBackAsTheyWere) {
  Widget w = make("one");
  w.labels = {{"k", "v\n磨"}};
  w.size = -5;
  w.broken = true;
  w.sold_at = base::from_unix_ms(1'234'567'890'123);
  const Widget stored = add(w);
  EXPECT_TRUE(base::is_id(stored.id));
  const Widget back = get(stored.id);
  EXPECT_EQ(back.name, "one");
  EXPECT_EQ(back.labels, w.labels);
  EXPECT_EQ(back.size, -5);
  EXPECT_TRUE(back.broken);
  EXPECT_EQ(back.sold_at, w.sold_at);
  EXPECT_EQ(back.version, 1);
  EXPECT_EQ(back.revision, 1);
  EXPECT_EQ(back.created_at, clock_.now());
  read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const Widget by_name, table_.get_by_name(tx, "ws", "one"));
    EXPECT_EQ(by_name.id, stored.id);
    TRY_ASSIGN(const Widget by_either, table_.find(tx, "ws", stored.id));
    EXPECT_EQ(by_either.id, stored.id);
    EXPECT_EQ(table_.find(tx, "other", stored.id).error().code, ErrorCode::kNotFound);
    return {};
  });
}

TEST_F(Widgets, VersionFollowsUsersFieldsAndRevisionEverything) {
  Widget w = add(make("one"));
  w.state = "used";
  write([&](Tx& tx) { return table_.update(tx, w); });
  EXPECT_EQ(w.version, 1);
  EXPECT_EQ(w.revision, 2);
  w.colour = "blue";
  write([&](Tx& tx) { return table_.update(tx, w); });
  EXPECT_EQ(w.version, 2);
  EXPECT_EQ(w.revision, 3);
  const auto before = store_->last_rev();
  write([&](Tx& tx) { return table_.update(tx, w); });
  EXPECT_EQ(w.revision, 3) << "nothing differed";
  EXPECT_EQ(store_->last_rev(), before);
  EXPECT_EQ(get(w.id).colour, "blue");
}

TEST_F(Widgets, StaleUpdatesAreConflicts) {
  Widget w = add(make("one"));
  Widget stale = w;
  w.state = "used";
  write([&](Tx& tx) { return table_.update(tx, w); });
  stale.colour = "blue";
  EXPECT_EQ(store_->write([&](Tx& tx) { return table_.update(tx, stale); }).error().code,
            ErrorCode::kConflict);
  // If-Match looks at the version alone: the server's own changes do not get in the way.
  write([&](Tx& tx) { return table_.update(tx, stale, {.version = 1}); });
  EXPECT_EQ(
      store_->write([&](Tx& tx) { return table_.update(tx, stale, {.version = 1}); }).error().code,
      ErrorCode::kConflict);
  EXPECT_EQ(
      store_->write([&](Tx& tx) { return table_.remove(tx, w.id, {.version = 1}); }).error().code,
      ErrorCode::kConflict);
}

TEST_F(Widgets, NamesAreUniqueUntilDeleted) {
  const Widget first = add(make("one"));
  Widget second = make("one");
  second.serial = "other";
  const auto taken = store_->write([&](Tx& tx) { return table_.insert(tx, second); });
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(taken.error().violations.at(0).field, "name");
  EXPECT_NE(taken.error().message.find("\"one\""), std::string::npos) << taken.error().message;
  Widget same_serial = make("two");
  same_serial.serial = first.serial;
  EXPECT_EQ(store_->write([&](Tx& tx) { return table_.insert(tx, same_serial); })
                .error()
                .violations.at(0)
                .field,
            "serial");
  add(make("one", "elsewhere"));
  write([&](Tx& tx) { return table_.remove(tx, first.id); });
  second.id.clear();
  add(second);
  read([&](ReadTx& tx) -> Result<void> {
    EXPECT_EQ(table_.get(tx, first.id).error().code, ErrorCode::kNotFound);
    TRY_ASSIGN(const Widget gone, table_.get(tx, first.id, Deleted::kInclude));
    EXPECT_EQ(gone.name, "one");
    EXPECT_EQ(gone.revision, 2);
    return {};
  });
}

TEST_F(Widgets, MutationsAreInTheChangeFeed) {
  Widget w = add(make("one"));
  w.size = 9;
  write([&](Tx& tx) { return table_.update(tx, w); });
  write([&](Tx& tx) { return table_.remove(tx, w.id); });
  EXPECT_EQ(number("SELECT count(*) FROM change WHERE kind = 'widget' AND workspace = 'ws'"), 3);
  EXPECT_EQ(number("SELECT rev FROM change WHERE op = 'deleted'"), 3);
}

TEST_F(Widgets, PagesWalkEveryRowOnceInOrder) {
  for (int i = 0; i < 25; ++i) {
    Widget w = make(fmt::format("w{:02}", i));
    w.size = i % 4;
    if (i % 3 == 0) w.sold_at = clock_.now();
    add(w);
  }
  using D = describe::SortKey::Direction;
  const std::vector<std::vector<describe::SortKey>> orders = {
      {},
      {{"name", D::kDescending}},
      {{"size", D::kAscending}, {"name", D::kDescending}},
      {{"sold_at", D::kAscending}},
      {{"created_at"}}};
  for (const auto& order : orders) {
    ListQuery query{.workspaces = {{"ws"}}, .order = order, .page_size = 7};
    std::vector<std::string> walked;
    do {
      const auto page = list(query);
      EXPECT_EQ(page.total.count, 25);
      for (const auto& name : names(page.items)) walked.push_back(name);
      query.page_token = page.next_page_token;
    } while (!query.page_token.empty());
    query.page_size = 100;
    EXPECT_EQ(walked, names(list(query).items));
    EXPECT_EQ(std::set<std::string>(walked.begin(), walked.end()).size(), 25u);
  }
}

// A part means itself: signs that SQL's patterns use are letters like others.
TEST_F(Widgets, AreFoundByAPartOfTheName) {
  for (const char* name : {"100%_done!", "1000 done", "A_b", "Axb", "数据_1", "back\\slash"})
    add(make(name));
  const auto having = [&](const std::string& part) {
    return names(
        list({.filter = {{"name", describe::FilterOp::kHas, part}}, .order = {{"name"}}}).items);
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(having("DONE"), (Names{"100%_done!", "1000 done"}));
  EXPECT_EQ(having("0%"), (Names{"100%_done!"}));
  EXPECT_EQ(having("a_B"), (Names{"A_b"}));
  EXPECT_EQ(having("e!"), (Names{"100%_done!"}));
  EXPECT_EQ(having("\\s"), (Names{"back\\slash"}));
  EXPECT_EQ(having("据_"), (Names{"数据_1"}));
  EXPECT_EQ(having("").size(), 6U);
  EXPECT_EQ(having("%"), (Names{"100%_done!"}));
}

TEST_F(Widgets, AreFilteredByTheWhiteList) {
  for (int i = 0; i < 6; ++i) {
    Widget w = make("w" + std::to_string(i));
    w.size = i;
    w.colour = i < 3 ? "red" : "Dark Blue";
    w.state = i == 5 ? "used" : "new";
    if (i == 1) w.sold_at = base::from_unix_ms(1000);
    add(w);
  }
  const auto matching = [&](const std::string& filter) {
    const auto fields = resource::filter_fields(Widget::kind());
    const auto terms = describe::parse_filter(filter, fields);
    EXPECT_TRUE(terms) << filter;
    return names(list({.filter = *terms, .order = {{"name"}}}).items);
  };
  using V = std::vector<std::string>;
  EXPECT_EQ(matching("size >= 4"), (V{"w4", "w5"}));
  EXPECT_EQ(matching("colour : blue AND size < 5"), (V{"w3", "w4"}));
  EXPECT_EQ(matching("state = used"), (V{"w5"}));
  EXPECT_EQ(matching("name != w0 AND colour = red"), (V{"w1", "w2"}));
  EXPECT_EQ(matching("name = \"w1' OR 1=1\""), V{});
  EXPECT_EQ(list_error({.filter = {where("broken", true)}}).code, ErrorCode::kInvalid);
}

TEST_F(Widgets, VisibilityAndWorkspacesLimitLists) {
  const Widget mine = add(make("mine"));
  Widget other = make("other");
  other.owner = "u2";
  const Widget shared = add(other);
  Widget hidden = make("hidden");
  hidden.owner = "u2";
  add(hidden);
  add(make("far", "elsewhere"));
  using V = std::vector<std::string>;
  EXPECT_EQ(names(list({.workspaces = {{"ws"}}, .visible = {{"u1", {shared.id}}}}).items),
            (V{"other", "mine"}));
  EXPECT_EQ(names(list({.workspaces = {{"ws"}}, .visible = {{"u1", {}}}}).items), (V{"mine"}));
  Widget of_nobody = make("servers");
  of_nobody.owner.clear();
  add(of_nobody);
  EXPECT_EQ(names(list({.visible = {{"", {shared.id}}}}).items), (V{"other"}));
  EXPECT_EQ(names(list({.visible = {{"", {}}}}).items), V{});
  EXPECT_EQ(list({.workspaces = std::vector<std::string>{}}).items.size(), 0u);
  EXPECT_EQ(list({}).items.size(), 5u);
  EXPECT_EQ(list({.workspaces = {{"ws", "elsewhere"}}}).total.count, 5);
}

// The same table as a later program knows it.
const resource::Kind& later_kind() {
  static const resource::Kind kKind = [] {
    resource::Kind kind = Widget::kind();
    kind.document_format = 2;
    kind.upgrade = [](int from, json::Object& spec, json::Object&) {
      EXPECT_EQ(from, 1);
      spec["colour"] = "upgraded " + *spec.find("colour")->as_string();
    };
    return kind;
  }();
  return kKind;
}

TEST_F(Widgets, DocumentsOfAnEarlierFormatAreUpgradedAsTheyAreRead) {
  const Widget w = add(make("one"));
  write([&](Tx& tx) -> Result<void> {
    const ObjectTable& later = ObjectTable::of(later_kind());
    TRY_ASSIGN(const auto object, later.get(tx, w.id));
    EXPECT_EQ(static_cast<Widget&>(*object).colour, "upgraded red");
    static_cast<Widget&>(*object).size = 5;
    return later.update(tx, *object);
  });
  read([&](ReadTx& tx) -> Result<void> {
    TRY_ASSIGN(const auto again, ObjectTable::of(later_kind()).get(tx, w.id));
    EXPECT_EQ(static_cast<Widget&>(*again).colour, "upgraded red") << "once";
    EXPECT_EQ(table_.get(tx, w.id).error().code, ErrorCode::kCorrupt) << "newer than this program";
    return {};
  });
}

TEST_F(Widgets, ADocumentThatCannotBeReadIsNamed) {
  const Widget w = add(make("one"));
  write([&](Tx& tx) -> Result<void> {
    TRY(tx.execute("UPDATE widget SET spec = '{' WHERE id = ?", {w.id}));
    return {};
  });
  read([&](ReadTx& tx) -> Result<void> {
    const auto broken = table_.get(tx, w.id);
    EXPECT_EQ(broken.error().code, ErrorCode::kCorrupt);
    EXPECT_NE(broken.error().message.find(w.id), std::string::npos);
    return {};
  });
}

TEST_F(Widgets, PageTokensOfOtherQueriesAreRefused) {
  for (int i = 0; i < 3; ++i) add(make("w" + std::to_string(i)));
  ListQuery query{.workspaces = {{"ws"}}, .page_size = 1};
  query.page_token = list(query).next_page_token;
  EXPECT_EQ(list(query).items.size(), 1u);
  query.workspaces = {{"other"}};
  EXPECT_EQ(list_error(query).violations.at(0).field, "page_token");
  query.page_token = "nonsense!";
  EXPECT_EQ(list_error(query).violations.at(0).field, "page_token");
}

}  // namespace
}  // namespace millrace::store
