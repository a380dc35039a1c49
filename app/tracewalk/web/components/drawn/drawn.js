// @ts-check
/** Tells Python once a figure is drawn. */

/** Milliseconds between looks: no frames are asked for, as a tab behind others has none. */
const LOOK = 50;
/** Milliseconds after which it is no longer waited for. */
const MOST = 5_000;

/** @typedef {{data: {figure: string}, parentElement: HTMLElement|ShadowRoot, setTriggerValue: (name: string, value: object) => void}} Component */

export class Drawn {
  /** @param {HTMLElement} root @param {Component} component */
  constructor(root, component) {
    root.hidden = true;
    const began = performance.now();
    this.timer = setInterval(() => {
      if (!document.querySelector(component.data.figure) && performance.now() - began < MOST) return;
      this.close();
      component.setTriggerValue("asked", { kind: "drawn" });
    }, LOOK);
  }

  update() {}

  close() {
    clearInterval(this.timer);
  }
}
