// The plug of a bus that exists in this process alone: in or out, with at most one host at its other end.

export class InProcessPlug<H extends { hangUp(): void }> implements AsyncDisposable {
  protected host: H | undefined;
  protected isPlugged = false;

  async plug(): Promise<void> {
    this.isPlugged = true;
  }

  async unplug(): Promise<void> {
    this.isPlugged = false;
    const { host } = this;
    this.host = undefined;
    host?.hangUp();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.unplug();
  }
}
