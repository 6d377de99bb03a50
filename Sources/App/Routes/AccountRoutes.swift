import WebSupport

/// Accounts: joining, signing in, one's own settings.
extension Routes {
    func registerAccounts(_ list: inout RouteList) {
        list.visitor(.get, "/sign-up", accounts.signUpPage)
        list.visitor(.post, "/sign-up", accounts.submitSignUp)
        list.visitor(.get, "/verify/:token", accounts.verifyPage)
        list.visitor(.post, "/verify/:token", accounts.submitVerify)
        list.member(.post, "/verify/again", accounts.submitVerifyAgain)
        list.visitor(.get, "/sign-in", accounts.signInPage)
        list.visitor(.post, "/sign-in", accounts.submitSignIn)
        list.visitor(.post, "/sign-out", accounts.submitSignOut)
        list.visitor(.get, "/settings/display", accounts.displayPage)
        list.visitor(.post, "/settings/display", accounts.submitDisplay)
        list.member(.get, "/settings/profile", accounts.profilePage)
        list.member(.post, "/settings/profile", accounts.submitProfile)
        list.member(.get, "/settings/tokens", accounts.tokensPage)
        list.member(.post, "/settings/tokens", accounts.submitToken)
        list.member(.post, "/settings/tokens/:id/revoke", accounts.submitTokenRevocation)

        registerCare(&list)

        list.visitor(
            .post, "/api/v1/accounts",
            .asks("Joins: the address gets a letter with a link, whether it is known or not."), accountAPI.create)
        list.visitor(
            .post, "/api/v1/tokens",
            .creates("Signs a program in: the answer holds the token, once.")
                .refusing(.signInRequired), accountAPI.createToken)
        list.member(.delete, "/api/v1/tokens/:id", .does("Revokes one of one's own tokens."), accountAPI.removeToken)
        list.member(.get, "/api/v1/me", .reads("One's own account."), accountAPI.showMe)
        list.member(
            .patch, "/api/v1/me", .changes("Changes one's own profile; what is absent stays.", ifMatch: true),
            accountAPI.changeMe)
        list.visitor(
            .get, "/api/v1/members/:username", .reads("A member as everyone sees them."), accountAPI.showMember)
    }

    /// Passwords, sessions, blocks, export and leaving.
    private func registerCare(_ list: inout RouteList) {
        list.visitor(.get, "/reset", accounts.resetPage)
        list.visitor(.post, "/reset", accounts.submitResetRequest)
        list.visitor(.get, "/reset/:token", accounts.newPasswordPage)
        list.visitor(.post, "/reset/:token", accounts.submitNewPassword)
        list.member(.get, "/settings/security", accounts.securityPage)
        list.member(.post, "/settings/security", accounts.submitPassword)
        list.member(.post, "/settings/sessions/:id/revoke", accounts.submitSessionRevocation)
        list.member(.post, "/settings/sessions/revoke-others", accounts.submitOthersRevocation)
        list.member(.get, "/settings/username", accounts.usernamePage)
        list.member(.post, "/settings/username", accounts.submitUsername)
        list.member(.get, "/settings/email", accounts.emailPage)
        list.member(.post, "/settings/email", accounts.submitEmail)
        list.visitor(.get, "/undo-email/:token", accounts.undoEmailPage)
        list.visitor(.post, "/undo-email/:token", accounts.submitUndoEmail)
        list.visitor(.post, "/sign-in/code", accounts.submitSignInCode)
        list.member(.get, "/settings/totp", accounts.secondStepPage)
        list.member(.post, "/settings/totp", accounts.submitSecondStepStart)
        list.member(.post, "/settings/totp/confirm", accounts.submitSecondStepCode)
        list.member(.post, "/settings/totp/codes", accounts.submitRecoveryCodes)
        list.member(.post, "/settings/totp/off", accounts.submitSecondStepEnd)
        list.member(.get, "/settings/data", accounts.dataPage)
        list.member(.post, "/settings/data/export", accounts.submitExport)
        list.member(.post, "/settings/data/leave", accounts.submitLeaving)
        list.member(.post, "/settings/data/stay", accounts.submitStaying)
        list.member(.get, "/settings/blocks", accounts.blocksPage)
        list.member(.post, "/members/:username/block", accounts.submitBlock)

        list.member(.get, "/api/v1/me/sessions", .reads("One's own browser sessions."), accountAPI.listSessions)
        list.member(.delete, "/api/v1/me/sessions/:id", .does("Ends one of them."), accountAPI.removeSession)
        list.member(.get, "/api/v1/me/export", .reads("All that is one's own, as lists by kind."), accountAPI.export)
        list.member(
            .delete, "/api/v1/me",
            .asks("Leaves: in 14 days the account goes, unless one signs in and keeps it.")
                .refusing(.tooMany), accountAPI.leave)
        list.member(
            .put, "/api/v1/me/username", .changes("Takes another username, once a year.").refusing(.tooMany),
            accountAPI.rename)
        list.member(
            .put, "/api/v1/me/email",
            .asks("Sends a link to another address, which becomes one's own when it is followed.")
                .refusing(.tooMany), accountAPI.changeEmail)
        list.member(
            .get, "/api/v1/me/email", .reads("One's own address, and whether letters arrive there."),
            accountAPI.showEmail)
        list.member(
            .post, "/api/v1/me/email/confirmation",
            .asks("Sends a link to one's own address: followed, it confirms the address, and letters go there again."),
            accountAPI.confirmEmail)
        list.member(
            .post, "/api/v1/me/totp",
            .reads("Makes a secret for an app; the second step is on when the app has shown a code.")
                .refusing(.conflict, .tooMany), accountAPI.beginSecondStep)
        list.member(
            .put, "/api/v1/me/totp", .changes("Turns the second step on: the answer holds recovery codes, once."),
            accountAPI.confirmSecondStep)
        list.member(
            .delete, "/api/v1/me/totp", .does("Turns the second step off.").refusing(.tooMany),
            accountAPI.endSecondStep)
        list.member(.get, "/api/v1/me/blocks", .reads("Whom one has blocked."), accountAPI.listBlocks)
        list.member(.put, "/api/v1/me/blocks/:id", .does("Blocks a member; nobody learns of it."), accountAPI.setBlock)
        list.member(.delete, "/api/v1/me/blocks/:id", .does("Lets a member be again."), accountAPI.removeBlock)
    }
}
