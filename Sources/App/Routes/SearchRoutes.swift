import Forum
import WebSupport

/// Finding by words, and lists for programs that read news and for search engines.
extension Routes {
    func registerSearch(_ list: inout RouteList) {
        list.visitor(.get, "/search", forum.searchPage)
        list.visitor(.get, "/feeds/:list", feeds.feed)
        list.visitor(.get, "/feeds/own/:secret/:list", feeds.ownFeed)
        list.visitor(.get, "/sitemap.xml", feeds.siteMap)
        list.visitor(
            .get, "/api/v1/search",
            .lists(
                """
                Posts that say what is looked for, the best first, and beside them the best visa pathways, jobs and \
                members; of posts that many words are in, the newest 1,000.
                """,
                .text("q", "Words, \"phrases\", tag:, kind:, is:solved, author:, category:; at most 300 characters."),
                .choice("type", SearchType.self, "Opening posts, answers, pathways, jobs or members alone.")),
            forumAPI.search)
        list.visitor(
            .get, "/api/v1/threads/similar",
            .reads(
                "At most five threads with titles like the one given, from its tenth character on.",
                .text("title", "The title of a question that is being written.")), forumAPI.listSimilar)
    }
}
