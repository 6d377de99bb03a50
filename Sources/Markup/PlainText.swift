import Core

/// What our renderer's HTML says, on one line: without tags, its four entities read.
package enum PlainText {
    package static func of(html: String) -> String {
        var out = ""
        var isInTag = false
        for scalar in html.unicodeScalars {
            switch scalar {
            case "<": isInTag = true
            case ">":
                isInTag = false
            case _ where isInTag: continue
            default: out.unicodeScalars.append(scalar)
            }
        }
        let plain = out.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
        return UserText.clean(plain, .line)
    }
}
