import App

await Karwan.runAndExit()
