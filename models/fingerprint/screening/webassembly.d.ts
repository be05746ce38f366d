// What is used of WebAssembly: the types of Node 20 leave it out, and those of a browser would bring the whole browser.

declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }

  class Instance {
    constructor(module: Module);
    readonly exports: object;
  }

  interface Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }

  interface Global {
    readonly value: unknown;
  }

  function validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}
