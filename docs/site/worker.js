// Search works in pages opened as files too: browsers start no worker there, so a hidden frame does its work.
if (location.protocol === "file:") {
  window.Worker = class {
    constructor(url) {
      this.waiting = []
      this.frame = document.createElement("iframe")
      this.frame.hidden = true
      this.frame.srcdoc = "<!doctype html><title>search</title>"
      this.frame.addEventListener("load", () => this.start(new URL(url, location)), { once: true })
      document.documentElement.append(this.frame)
    }

    start(url) {
      this.inside = this.frame.contentWindow
      this.inside.postMessage = data => this.tell(structuredClone(data))
      const script = this.inside.document.createElement("script")
      script.src = url
      script.onerror = event => this.onerror?.(event)
      script.onload = () => {
        this.ready = true
        this.waiting.splice(0).forEach(data => this.hand(data))
      }
      this.inside.document.body.append(script)
    }

    tell(data) {
      setTimeout(() => this.onmessage?.({ data }))
    }

    hand(data) {
      this.inside.dispatchEvent(new this.inside.MessageEvent("message", { data: structuredClone(data) }))
    }

    postMessage(data) {
      if (this.ready) this.hand(data)
      else this.waiting.push(data)
    }

    terminate() {
      this.frame.remove()
    }
  }
}
