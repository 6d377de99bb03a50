import Testing

@testable import Jobs

@Suite("What a look at a link says")
struct LinkRuleTests {
    private static let asked = "https://acme.page/careers/berlin/4711"

    @Test(
        arguments: [
            (200, asked, .answered), (204, asked, .answered), (404, asked, .gone), (410, asked, .gone),
            (500, asked, .failed), (503, asked, .failed), (408, asked, .failed), (401, asked, .unclear),
            (403, asked, .unclear), (405, asked, .unclear), (429, asked, .unclear), (304, asked, .unclear),
            (302, asked, .unclear), (999, asked, .failed), (-1, asked, .unclear),
            // Up from the advert, or to what is named as lists are.
            (200, "https://acme.page/careers/berlin", .gone), (200, "https://acme.page/careers/?gone=1", .gone),
            (200, "https://acme.page/", .gone), (200, "https://acme.page/de/karriere", .gone),
            (200, "https://jobs.acme.page/Jobs", .gone), (404, "https://acme.page/careers", .gone),
            // To the same under another name, or further down.
            (200, "https://www.acme.page/careers/berlin/4711/", .answered),
            (200, "https://acme.page/careers/berlin/4711/apply", .answered),
            (200, "https://acme.page/de/stellen/4711-entwickler", .answered),
            (200, "https://login.acme.page/sign-in", .answered), (503, "https://acme.page/", .failed),
        ] as [(Int, String, LinkFinding)])
    func anAnswerIsReadCautiously(status: Int, address: String, finding: LinkFinding) {
        #expect(LinkFinding(status: status, of: Self.asked, at: address) == finding)
    }

    @Test(arguments: ["https://acme.page", "https://acme.page/", "https://acme.page/jobs"])
    func aLinkToAListAtFirstIsNoAdvertThatMoved(address: String) {
        #expect(LinkFinding(status: 200, of: address, at: address) == .answered)
        #expect(LinkFinding(status: 200, of: address, at: address + "?utm_source=karwan") == .answered)
    }
}
